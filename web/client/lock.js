// One tab at a time. The Web Locks API where there is one; it needs a secure context, so a page opened by
// plain http on a local network falls back to a lease in localStorage, which is good enough for tabs.
import { pause } from "./retry.js";

const LEASE_MS = 10_000;

/** Run `work` while no other tab of this page runs work under the same name. */
export function alone(name, work) {
  return navigator.locks ? navigator.locks.request(name, work) : withLease(`${name}.lease`, work);
}

async function withLease(key, work) {
  const me = crypto.getRandomValues(new Uint32Array(2)).join("-");
  for (;;) {
    const [, until = 0] = (localStorage.getItem(key) || "").split(" ");
    if (Number(until) < Date.now()) {
      localStorage.setItem(key, `${me} ${Date.now() + LEASE_MS}`);
      await pause(30 + Math.random() * 30); // whoever wrote last holds it
      if ((localStorage.getItem(key) || "").startsWith(`${me} `)) break;
    }
    await pause(100);
  }
  try {
    return await work();
  } finally {
    if ((localStorage.getItem(key) || "").startsWith(`${me} `)) localStorage.removeItem(key);
  }
}
