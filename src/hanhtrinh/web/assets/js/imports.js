// Imports: files go up one by one with their progress; a running import shows how far it is.
const form = document.querySelector("form[data-upload]");
if (form) upload(form);
for (const piece of document.querySelectorAll("[data-again]")) follow(piece);

function upload(form) {
  const { uploading, looking, csrf } = form.dataset;
  const files = form.elements.files, bar = form.querySelector("progress"), said = form.querySelector(".told");
  const drop = form.querySelector(".drop"), button = form.querySelector("button");
  files.addEventListener("change", () => list(form, files.files));
  for (const kind of ["dragover", "dragleave", "drop"])
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", kind === "dragover");
      if (kind === "drop") { files.files = event.dataTransfer.files; list(form, files.files); }
    });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    bar.hidden = false;
    try {
      const begun = await ask("POST", form.dataset.upload, csrf);
      const total = [...files.files].reduce((sum, file) => sum + file.size, 0) || 1;
      let before = 0;
      for (const file of files.files) {
        said.textContent = `${uploading} ${file.name}`;
        const address = `${begun.address}/files/${encodeURIComponent(file.name)}`;
        await send(address, csrf, file, (sent) => { bar.value = (100 * (before + sent)) / total; });
        before += file.size;
      }
      bar.removeAttribute("value");
      said.textContent = looking;
      const found = await ask("POST", `${begun.address}/look`, csrf);
      location.assign(found.address);
    } catch (error) {
      said.textContent = error.message;
      said.classList.add("wrong");
      bar.hidden = true;
      button.disabled = false;
    }
  });
}

function list(form, files) {
  const shown = form.querySelector(".chosen");
  shown.replaceChildren(...[...files].map((file) => Object.assign(document.createElement("li"), { textContent: file.name })));
  form.querySelector(".told").textContent = "";
}

async function ask(method, address, csrf) {
  const answer = await fetch(address, { method, headers: { "x-csrftoken": csrf, accept: "application/json" } });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error.message);
  return body;
}

function send(address, csrf, file, told) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open("PUT", address);
    request.setRequestHeader("x-csrftoken", csrf);
    request.setRequestHeader("accept", "application/json");
    request.setRequestHeader("content-type", "application/octet-stream");
    request.upload.onprogress = (event) => told(event.loaded);
    request.onerror = () => failed(new Error(file.name));
    request.onload = () => {
      if (request.status < 300) return done();
      let message = `${file.name} (${request.status})`;
      try { message = JSON.parse(request.responseText).error.message; } catch { /* not ours: a proxy's page */ }
      failed(new Error(message));
    };
    request.send(file);
  });
}

async function follow(piece) {
  for (;;) {
    await new Promise((later) => setTimeout(later, 800));
    const answer = await fetch(piece.dataset.again).catch(() => null);
    if (!answer || !answer.ok) continue;
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    const fresh = holder.content.firstElementChild;
    if (fresh.dataset.ended !== undefined) return location.replace(fresh.dataset.address);
    for (const part of ["progress", "[role=status]"]) {
      const old = piece.querySelector(part), now = fresh.querySelector(part);
      if (old.outerHTML !== now.outerHTML) old.replaceWith(now);
    }
  }
}
