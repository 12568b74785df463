// Asking again and again, only while somebody looks.
import { connection } from "./connection.js";

/** Run `work` every `ms` while the page is visible, and at once when it is shown again. Returns how to stop. */
export function whileVisible(work, ms) {
  let timer = null;
  let running = false;
  let stopped = false;
  async function run() {
    clearTimeout(timer);
    if (running || stopped || document.hidden) return;
    running = true;
    await work().catch(() => {}); // the connection notice speaks for it
    running = false;
    if (!stopped) timer = setTimeout(run, connection.up ? ms : Math.min(ms, 5000));
  }
  timer = setTimeout(run, ms);
  document.addEventListener("visibilitychange", run);
  addEventListener("online", run);
  return () => {
    stopped = true;
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", run);
    removeEventListener("online", run);
  };
}
