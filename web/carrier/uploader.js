// Carries uploads from a picked file to the clip's verdict, one at a time, over cut lines, reloads and restarts.
// The row on the shelf says how far each is; whatever happens, carrying on means to look at the row and go on from there.
import { randomKey } from "../client/api.js";
import { connection } from "../client/connection.js";
import { sha256, warm } from "../client/hashing.js";
import { kindly } from "../client/kindly.js";
import { alone } from "../client/lock.js";
import { backoff } from "../client/retry.js";
import { offsetTime } from "../client/time.js";
import { awake } from "./awake.js";
import { kindOf } from "./footage_kinds.js";
import { FileGone, Transfer } from "./transfer.js";

/** Row states in which this device has something to do. */
const TO_SEND = new Set(["waiting", "preparing", "sending"]);
/** Answers after which it helps to announce the same footage again and go on from what the API says then. */
const BEGIN_AGAIN = new Set(["not_found", "parts_missing", "part_size_wrong", "part_etag_wrong", "parts_refused", "upload_aborted", "upload_completed"]);
const MOST_BEGINNINGS = 5;
/** Row states that end it. */
export const SETTLED = new Set(["published", "held", "rejected", "failed", "removed"]);

export class Uploader extends EventTarget {
  constructor(api, shelf) {
    super();
    Object.assign(this, { api, shelf, live: new Map() }); // live: ref -> {step, done, all, trouble}
    warm();
  }

  /** Take a picked file for a stage; returns its row. */
  async add(file, stage, replaces = null, shots = null) {
    const row = {
      ref: `web-${randomKey()}`, state: "waiting", stage, replaces, shots, created_at: Date.now(), captured_at: offsetTime(filmedAt(file)),
      name: file.name, size: file.size, type: kindOf(file),
    };
    await this.shelf.add(row, file);
    this.start();
    return row;
  }

  /** The same file, picked again. False when it is another one. */
  async offer(ref, file) {
    const row = await this.shelf.get(ref);
    if (file.size !== row.size || (row.sha256 && (await sha256(file)) !== row.sha256)) return false;
    await this.shelf.keepFile(ref, file);
    await this.again(ref);
    return true;
  }

  /** Try once more after a problem. */
  async again(ref) {
    await this.shelf.change(ref, { state: "waiting", problem: null });
    this.start();
  }

  /** Stop and forget. */
  async cancel(ref) {
    const row = await this.shelf.get(ref);
    if (this.current?.ref === ref) this.current.stop.abort(new DOMException("cancelled", "AbortError"));
    await this.shelf.remove(ref);
    if (row?.upload_id && TO_SEND.has(row.state)) await this.api.delete(`/v1/uploads/${row.upload_id}`).catch(() => {});
  }

  /** Carry on until nothing is left to send. Safe to call at any time; one tab works, the others watch. */
  start() {
    this.wanted = true;
    this.running ??= alone("roadreel.carrier.sending", () => this.sendAll()).finally(() => {
      this.running = null;
      if (this.wanted) this.start(); // asked while the last look was under way
    });
  }

  async sendAll() {
    for (let failures = 0; ; ) {
      this.wanted = false;
      if (!this.api.session.signedIn) return;
      const row = (await this.shelf.all()).filter(({ state }) => TO_SEND.has(state)).pop();
      if (!row) return;
      failures = (await awake(() => this.carry(row, failures))) ? 0 : failures + 1;
      if (failures) await connection.back(backoff(failures, 1000));
    }
  }

  // Whether the row went on; false asks for another try after a pause.
  async carry(row, failures) {
    const stop = new AbortController();
    this.current = { ref: row.ref, stop };
    try {
      await this.send(row, stop.signal);
    } catch (problem) {
      if (stop.signal.aborted || problem?.status === 401) return true;
      if (problem instanceof FileGone) await this.shelf.change(row.ref, { state: "pick" });
      else if (problem.passing || (BEGIN_AGAIN.has(problem.code) && failures < MOST_BEGINNINGS)) return this.tell(row, { trouble: connection.up ? "retrying" : "offline" }) && false;
      else await this.shelf.change(row.ref, { state: "problem", problem: problem.status ? kindly(problem) : String(problem) });
    } finally {
      this.current = null;
    }
    this.live.delete(row.ref);
    return true;
  }

  async send(row, signal) {
    const file = await this.shelf.file(row.ref);
    if (!file) throw new FileGone();
    const hash = row.sha256 ?? (await this.prepare(row, file, signal));
    const upload = await this.announce(row, hash, signal);
    if (upload.id) await this.transfer(row, file, upload, signal);
    await this.shelf.change(row.ref, { state: "checking", clip_id: upload.clip_id, already: upload.already ?? false });
    await this.shelf.dropFile(row.ref);
    this.live.delete(row.ref);
  }

  async prepare(row, file, signal) {
    await this.shelf.change(row.ref, { state: "preparing" });
    this.tell(row, { step: "preparing", done: 0, all: file.size });
    const hash = await sha256(file, { signal, onProgress: (done) => this.tell(row, { done }) }).catch((error) => {
      throw signal.aborted ? error : new FileGone();
    });
    await this.shelf.change(row.ref, { sha256: hash });
    return hash;
  }

  // Saying it twice gets the same upload back, so there is nothing to find out first.
  async announce(row, hash, signal) {
    const body = {
      stage_id: row.stage.id, filename: row.name, content_type: row.type, size: row.size, sha256: hash,
      captured_at: row.captured_at, device_ref: row.ref, origin: "handheld", sent_at: offsetTime(Date.now()),
    };
    if (row.replaces) body.replaces = row.replaces;
    if (row.shots) body.shots = row.shots;
    try {
      const upload = await this.api.post("/v1/uploads", body, { signal });
      await this.shelf.change(row.ref, { state: "sending", upload_id: upload.id, clip_id: upload.clip_id });
      this.tell(row, { step: "sending", all: row.size, trouble: null });
      return upload;
    } catch (problem) {
      if (problem.code !== "duplicate_footage") throw problem;
      return { clip_id: problem.body.clip_id, already: problem.body.upload_id !== row.upload_id };
    }
  }

  async transfer(row, file, upload, signal) {
    const tell = (news) => this.tell(row, news);
    const parts = await new Transfer({ api: this.api, file, upload, tell, signal }).run();
    if (parts === null) return; // finished before: only the answer was lost
    const named = parts.map(({ number, etag }) => ({ number, etag }));
    await this.api.post(`/v1/uploads/${upload.id}/complete`, { parts: named }, { signal, tries: 3 });
  }

  tell(row, news) {
    this.live.set(row.ref, { ...this.live.get(row.ref), ...news });
    this.dispatchEvent(new CustomEvent("progress", { detail: row.ref }));
    return true;
  }
}

// When the file was made, unless that cannot be: a copied file may carry any date.
function filmedAt(file) {
  const [now, year] = [Date.now(), 365 * 86_400_000];
  return file.lastModified > now - year && file.lastModified <= now ? file.lastModified : now;
}
