/* What was answered at a kiosk, until the server has it: kept by this browser (IndexedDB) through a reload and a night
   without a connection, sent one by one, forgotten as soon as the server says that it is kept, or never will be. */
const NAME = `hanhtrinh-kiosk ${location.pathname}`;
const STORE = "answers";

const opened = new Promise((done, fail) => {
  const asked = indexedDB.open(NAME, 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "id" });
  asked.onsuccess = () => done(asked.result);
  asked.onerror = () => fail(asked.error);
});
opened.catch(() => {}); // a browser that keeps nothing: see `put`

/** Does something with what is kept; done once it is on the disk. */
const within = async (mode, work) => {
  const base = await opened;
  return new Promise((done, fail) => {
    const deed = base.transaction(STORE, mode, { durability: "strict" });
    const asked = work(deed.objectStore(STORE));
    deed.oncomplete = () => done(asked.result);
    deed.onerror = deed.onabort = () => fail(deed.error);
  });
};

export class Queue {
  #told;
  #address;
  #busy = false;
  #loose = [];

  constructor(address, told) {
    this.#address = address;
    this.#told = told;
    addEventListener("online", () => this.send());
    setInterval(() => this.send(), 15000);
    this.send();
  }

  /** Keeps one and begins to send. Where the browser keeps nothing it is held as long as the page is open. */
  async put(one) {
    await within("readwrite", (store) => store.put(one)).catch(() => this.#loose.push(one));
    this.send();
  }

  async #waiting() {
    const kept = await within("readonly", (store) => store.getAll()).catch(() => []);
    return [...kept, ...this.#loose].sort((one, other) => one.at - other.at);
  }

  async #forget(one) {
    this.#loose = this.#loose.filter((other) => other.id !== one.id);
    await within("readwrite", (store) => store.delete(one.id)).catch(() => {});
  }

  /** Sends what waits; what is not answered by the server stays for the next time. */
  async send() {
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let waiting = await this.#waiting(); waiting.length; waiting = await this.#waiting()) {
        if (!(await this.#deliver(waiting[0]))) break;
        await this.#forget(waiting[0]);
      }
    } finally {
      this.#busy = false;
      this.#told((await this.#waiting()).length);
    }
  }

  async #deliver(one) {
    try {
      const answer = await fetch(this.#address, {
        method: "POST",
        headers: { "content-type": "application/json", accept: "application/json" },
        body: JSON.stringify(one),
      });
      // The page of a hotel's network that asks to sign in is no answer of the server's.
      const said = await answer.json();
      if (answer.ok) return "outcome" in said && said.outcome !== "paused"; // a pause ends some day
      // Too many at once, or a server that rests: later. Anything else will not be otherwise the next time.
      return answer.status >= 400 && answer.status < 500 && answer.status !== 429;
    } catch {
      return false;
    }
  }
}
