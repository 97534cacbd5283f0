/** A function made harmless: whatever goes wrong inside never reaches the host page. */
export const safe = (work) => function (...given) {
  try {
    return work.apply(this, given);
  } catch {
    // A visitor's page matters more than one event about it.
  }
};

/** Listens on the window, harmlessly, before the page's own listeners may stop the event. */
export const on = (name, work) => addEventListener(name, safe(work), true);

/** 32 random hexadecimal characters; `crypto.randomUUID` is missing on pages without https. */
export const random = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => (byte + 256).toString(16).slice(1)).join("");
