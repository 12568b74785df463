// Keeps the screen on while something is being sent: a phone that sleeps stops sending. Only where the browser can.

let held = null;

/** Hold the screen on until `work` has ended. */
export async function awake(work) {
  const take = async () => {
    if (document.hidden || held) return;
    held = await navigator.wakeLock?.request("screen").catch(() => null);
    held?.addEventListener("release", () => (held = null));
  };
  document.addEventListener("visibilitychange", take); // the browser lets go whenever the page is hidden
  await take();
  try {
    return await work();
  } finally {
    document.removeEventListener("visibilitychange", take);
    await held?.release();
  }
}
