// SHA-256 of a file, computed in a worker.

/** The digest in hex. `onProgress` gets bytes done; rejects with an Error when the file cannot be read any more. */
export function sha256(file, { onProgress = () => {}, signal } = {}) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./sha256_worker.js", import.meta.url), { type: "module" });
    const end = (settle, value) => (worker.terminate(), settle(value));
    worker.onmessage = ({ data }) => {
      if (data.sha256) end(resolve, data.sha256);
      else if (data.error) end(reject, new Error(data.error));
      else onProgress(data.done);
    };
    worker.onerror = () => end(reject, new Error("worker_failed"));
    signal?.addEventListener("abort", () => end(reject, signal.reason), { once: true });
    worker.postMessage({ file });
  });
}
