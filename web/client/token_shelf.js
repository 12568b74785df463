// Where the tabs of one browser share a session's tokens. localStorage can lag behind in another tab's process even
// after a lock has changed hands; IndexedDB does not, so what a lock protects is read from there.

const DATABASE = "roadreel.session";
const STORE = "tokens";
let opened = null;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

async function run(mode, work) {
  const transaction = (await database()).transaction(STORE, mode);
  const asked = work(transaction.objectStore(STORE));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

/** The tokens under `key`; undefined when there are none, or where this browser keeps nothing. */
export const readTokens = (key) => run("readonly", (store) => store.get(key)).catch(() => undefined);

/** Keep tokens, or forget them with `null`. A browser that keeps nothing goes on with localStorage alone. */
export function writeTokens(key, tokens) {
  return run("readwrite", (store) => (tokens ? store.put(tokens, key) : store.delete(key))).catch(() => {});
}
