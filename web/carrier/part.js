// One part of a file, PUT straight to storage. XMLHttpRequest, because fetch tells nothing about what was sent.
import { noAnswer, Problem } from "../client/problem.js";

const SILENT_MS = 30_000;

/** Send `blob` to `url`; `onProgress` gets bytes sent. Rejects with a Problem: status 403 means that the URL is too old. */
export function putPart(url, blob, { onProgress, signal }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    let watch = setTimeout(stop, SILENT_MS);
    const settle = (done, value) => {
      clearTimeout(watch);
      signal.removeEventListener("abort", stop);
      done(value);
    };
    request.upload.onprogress = ({ loaded }) => {
      clearTimeout(watch);
      watch = setTimeout(stop, SILENT_MS);
      onProgress(loaded);
    };
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) return settle(resolve);
      return settle(reject, new Problem({ status: request.status, code: "storage" }));
    };
    request.onerror = () => settle(reject, noAnswer());
    request.onabort = () => settle(reject, signal.aborted ? signal.reason : noAnswer());
    signal.addEventListener("abort", stop);
    request.open("PUT", url);
    request.send(blob);
  });
}

/** The bytes of part `number` (from 1). */
export const partOf = (file, number, size) => file.slice((number - 1) * size, Math.min(number * size, file.size));

/** How many parts a file has. */
export const partCount = (file, size) => Math.max(1, Math.ceil(file.size / size));
