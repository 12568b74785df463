// SHA-256 of a file, computed in a worker. The worker is started ahead, because its script cannot be fetched when the
// line is away; where it never came up, the page hashes by itself.
import { hashFile } from "./sha256_file.js";

let spare = null;

/** Have a worker ready for the next file. */
export function warm() {
  spare ??= start();
}

function start() {
  const worker = new Worker(new URL("./sha256_worker.js", import.meta.url), { type: "module" });
  const ready = new Promise((resolve, reject) => {
    worker.onmessage = () => resolve(worker);
    worker.onerror = () => reject(new Error("no worker"));
  });
  ready.catch(() => {}); // told to whoever needs it
  return ready;
}

/** The digest in hex. `onProgress` gets bytes done; rejects with an Error when the file cannot be read any more. */
export async function sha256(file, { onProgress = () => {}, signal } = {}) {
  warm();
  const taken = spare;
  spare = null;
  let worker;
  try {
    worker = await taken;
  } catch {
    return hashFile(file, onProgress);
  }
  try {
    const hash = await hashIn(worker, file, onProgress, signal);
    spare ??= taken; // the next file may come while the line is away
    return hash;
  } catch (error) {
    worker.terminate(); // it may still be reading
    throw error;
  }
}

function hashIn(worker, file, onProgress, signal) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => {
      if (data.sha256) resolve(data.sha256);
      else if (data.error) reject(new Error(data.error));
      else onProgress(data.done);
    };
    worker.onerror = () => reject(new Error("worker failed"));
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
    worker.postMessage({ file });
  });
}
