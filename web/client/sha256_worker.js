// Hashes one file away from the page: takes {file}, tells {done} bytes now and then, then {sha256} or {error}.
import { Sha256 } from "./sha256.js";

const SLICE = 4 * 1024 * 1024;

onmessage = async ({ data: { file } }) => {
  try {
    const hash = new Sha256();
    for (let at = 0; at < file.size; at += SLICE) {
      hash.update(new Uint8Array(await file.slice(at, at + SLICE).arrayBuffer()));
      postMessage({ done: Math.min(at + SLICE, file.size) });
    }
    postMessage({ sha256: hash.hex() });
  } catch (error) {
    postMessage({ error: error.name });
  }
};
