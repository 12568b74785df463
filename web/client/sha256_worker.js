// Hashes files away from the page: takes {file}, tells {done} bytes now and then, then {sha256} or {error}.
import { hashFile } from "./sha256_file.js";

onmessage = async ({ data: { file } }) => {
  try {
    postMessage({ sha256: await hashFile(file, (done) => postMessage({ done })) });
  } catch (error) {
    postMessage({ error: error.name });
  }
};
postMessage({ ready: true });
