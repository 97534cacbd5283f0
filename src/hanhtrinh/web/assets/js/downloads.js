/* Files that take a while to be made: the button tells so, the file is saved, an error is said in words.
   Without this script the same links and forms work, only silently. */
const hiddenLanes = () =>
  [...document.querySelectorAll("[data-lane-box]:not(:checked)")].map((box) => box.dataset.laneBox).join(".");

function nameOf(answer) {
  const given = answer.headers.get("content-disposition") ?? "";
  const whole = given.match(/filename\*=UTF-8''([^;]+)/);
  return whole ? decodeURIComponent(whole[1]) : "hanhtrinh";
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function tell(button, key, more = "") {
  const place = button.closest(".downloads")?.querySelector(".export-said");
  if (place) place.textContent = more || (place.dataset[key] ?? "");
}

async function bring(button, address, options) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  tell(button, "busy");
  try {
    const answer = await fetch(address, options);
    if (!answer.ok) {
      const body = await answer.json().catch(() => null);
      return tell(button, "failed", body?.error?.message);
    }
    save(await answer.blob(), nameOf(answer));
    tell(button, "done");
  } catch {
    tell(button, "failed");
  } finally {
    button.removeAttribute("aria-busy");
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-download]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const address = new URL(link.href), hidden = hiddenLanes();
  if (hidden) address.searchParams.set("hide", hidden);
  bring(link, address, { headers: { accept: "application/json, */*" } });
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-download]");
  if (!form) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  bring(event.submitter, form.action, { method: "POST", body, headers: { accept: "application/json, */*" } });
});
