/* Where commands wait until the server has them: IndexedDB, and localStorage for the moment before it has answered or
   where there is none. What is put here is still here after the tab was closed or the browser ended. */
const DATABASE = "hanhtrinh", STORE = "waiting", PREFIX = "hanhtrinh:waiting:";
let opening, last = 0;
export const store = { failing: false };

/* A name for a record by which records of all tabs stand in the order in which they came about. */
export function order() {
  last = Math.max(last + 1, Date.now() * 1000);
  return `${String(last).padStart(17, "0")}-${Math.random().toString(36).slice(2, 6)}`;
}

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

function opened() {
  opening ??= (async () => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "order" }).createIndex("owner", "owner");
    const database = await done(request);
    database.onversionchange = () => { database.close(); opening = null; };
    database.onclose = () => { opening = null; };
    return database;
  })();
  opening.catch(() => { opening = null; });
  return opening;
}

async function within(mode, work) {
  const transaction = (await opened()).transaction(STORE, mode, { durability: "strict" });
  const ended = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
  const result = work(transaction.objectStore(STORE));
  await ended;
  return result?.result;
}

function spill(record) {
  try {
    localStorage.setItem(PREFIX + record.order, JSON.stringify(record));
    return true;
  } catch { return false; }
}
const wipe = (key) => { try { localStorage.removeItem(PREFIX + key); } catch { /* nothing is kept there */ } };

function spilled(owner) {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
    return keys.map((key) => JSON.parse(localStorage.getItem(key))).filter((record) => record?.owner === owner);
  } catch { return []; }
}

/* Every record of an owner, in order. A record changed last in localStorage is newer than the one in the database. */
export async function all(owner) {
  const before = spilled(owner), kept = await within("readonly", (store) => store.index("owner").getAll(owner)).catch(() => []);
  const found = new Map((kept ?? []).map((record) => [record.order, record]));
  for (const record of [...before.filter((one) => !found.has(one.order)), ...spilled(owner)]) found.set(record.order, record);
  return [...found.values()].sort((a, b) => (a.order < b.order ? -1 : 1));
}

/* Keeps a record; at once where the browser lets us. */
export async function put(record) {
  const safe = spill(record);
  try {
    await within("readwrite", (store) => { store.put(record); });
    wipe(record.order);
    store.failing = false;
  } catch { store.failing = !safe; }
}

export async function drop(records) {
  for (const record of records) wipe(record.order);
  await within("readwrite", (store) => { for (const record of records) store.delete(record.order); }).catch(() => {});
}
