// The hash of one file, read slice by slice: in the worker, and in the page where no worker can be started.
import { Sha256 } from "./sha256.js";

const SLICE = 4 * 1024 * 1024;

/** SHA-256 in hex; `onProgress` gets bytes done. Rejects when the file cannot be read any more. */
export async function hashFile(file, onProgress) {
  const hash = new Sha256();
  for (let at = 0; at < file.size; at += SLICE) {
    hash.update(new Uint8Array(await file.slice(at, at + SLICE).arrayBuffer()));
    onProgress(Math.min(at + SLICE, file.size));
  }
  return hash.hex();
}
