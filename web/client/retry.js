// Waiting and trying again.

/** Resolve after `ms`, or reject with the signal's reason. */
export function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => (clearTimeout(timer), reject(signal.reason)), { once: true });
  });
}

/** Milliseconds before try `n` (from 1): doubling from `first` to `most`, with full jitter on its upper half. */
export function backoff(n, first = 500, most = 30_000) {
  const whole = Math.min(most, first * 2 ** (n - 1));
  return whole / 2 + (Math.random() * whole) / 2;
}

/** Run `work` until it succeeds; problems that pass are tried again, `tries` times in all. */
export async function withRetries(work, { tries = 3, first = 500, signal } = {}) {
  for (let n = 1; ; n++) {
    try {
      return await work();
    } catch (problem) {
      if (!problem.passing || n >= tries) throw problem;
      await pause(waitBefore(problem, n, first), signal);
    }
  }
}

function waitBefore(problem, n, first) {
  const asked = problem.retryAfter === null ? 0 : problem.retryAfter * 1000;
  return Math.max(Math.min(asked, 30_000), backoff(n, first));
}
