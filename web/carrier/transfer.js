// The parts of one upload: which are missing, several at a time, each tried until it is through.
import { connection } from "../client/connection.js";
import { backoff } from "../client/retry.js";
import { partCount, partOf, putPart } from "./part.js";

const AT_ONCE = 3;

export class Transfer {
  /** `upload` is the answer to the announcement; `tell({done, trouble})` is called as bytes go. */
  constructor({ api, file, upload, tell, signal }) {
    Object.assign(this, { api, file, tell, signal, id: upload.id, size: upload.part_size });
    this.urls = new Map((upload.parts ?? []).map(({ number, url }) => [number, url]));
    this.sent = new Map(); // part number -> bytes sent
  }

  /** Send what storage does not have yet. Returns the parts as storage names them, or null when it was finished before. */
  async run() {
    for (;;) {
      const { status, received_parts: received } = await this.api.get(`/v1/uploads/${this.id}`, { signal: this.signal });
      if (status === "completed") return null;
      const missing = this.missingFrom(received);
      if (missing.length === 0) return received;
      await this.sendAll(missing);
    }
  }

  missingFrom(received) {
    const here = new Map(received.map(({ number, size }) => [number, size]));
    const numbers = Array.from({ length: partCount(this.file, this.size) }, (_, n) => n + 1);
    const whole = (number) => here.get(number) === partOf(this.file, number, this.size).size;
    this.sent = new Map(numbers.filter(whole).map((number) => [number, here.get(number)]));
    this.progress();
    return numbers.filter((number) => !whole(number));
  }

  async sendAll(numbers) {
    const waiting = [...numbers];
    const lane = async () => {
      while (waiting.length) await this.send(waiting.shift());
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, numbers.length) }, lane));
  }

  // A part is tried until it is through: the line may be away for hours. A URL that is too old is asked for again.
  async send(number) {
    const blob = partOf(this.file, number, this.size);
    for (let failures = 0; ; ) {
      try {
        const url = this.urls.get(number) ?? (await this.freshUrl(number));
        await putPart(url, blob, { signal: this.signal, onProgress: (bytes) => this.progress(number, bytes) });
        return this.progress(number, blob.size);
      } catch (problem) {
        if (this.signal.aborted) throw this.signal.reason;
        if (!(await blob.slice(0, 1).arrayBuffer().then(() => true, () => false))) throw new FileGone();
        if (problem.status === 404 || (problem.status === 403 && failures > 8)) throw problem;
        this.urls.delete(number);
        this.progress(number, 0);
        await this.afterFailure(problem, ++failures);
      }
    }
  }

  async afterFailure(problem, failures) {
    if (problem.status === 403 && failures === 1) return;
    this.tell({ trouble: navigator.onLine ? "retrying" : "offline" });
    await connection.back(backoff(failures, 1000));
  }

  async freshUrl(number) {
    const { parts } = await this.api.post(`/v1/uploads/${this.id}/parts`, { numbers: [number] }, { signal: this.signal });
    return parts[0].url;
  }

  progress(number, bytes) {
    if (number) this.sent.set(number, bytes);
    this.tell({ done: [...this.sent.values()].reduce((sum, part) => sum + part, 0), trouble: null });
  }
}

/** The file was moved or deleted, or the browser let go of it. */
export class FileGone extends Error {}
