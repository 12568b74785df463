// Where the tabs of one browser share a session's tokens. localStorage can lag behind in another tab's process even
// after a lock has changed hands; IndexedDB does not, so what a lock protects is read from there.
import { Database } from "./database.js";

const STORE = "tokens";
let opened = null;

function run(mode, work) {
  opened ??= new Database("roadreel.session", (database) => database.createObjectStore(STORE));
  return opened.run(STORE, mode, work);
}

/** The tokens under `key`; undefined when there are none, or where this browser keeps nothing. */
export const readTokens = (key) => run("readonly", (store) => store.get(key)).catch(() => undefined);

/** Keep tokens, or forget them with `null`. A browser that keeps nothing goes on with localStorage alone. */
export function writeTokens(key, tokens) {
  return run("readwrite", (store) => (tokens ? store.put(tokens, key) : store.delete(key))).catch(() => {});
}
