// What a driver reports, kept on the device in its order until the API has it: events and inspections, over cut lines,
// reloads and restarts. Each has a name made here, so that sending it twice is the same as once.
import { randomKey } from "../client/api.js";
import { connection } from "../client/connection.js";
import { Database } from "../client/database.js";
import { kindly } from "../client/kindly.js";
import { alone } from "../client/lock.js";
import { backoff, pause } from "../client/retry.js";
import { offsetTime } from "../client/time.js";

const NAME = "roadreel.carrier.outbox";
const MOST_EVENTS = 200; // of the 500 that one request may carry
/** How long a mark can be taken back before it is sent. */
export const UNDO_MS = 5000;

export class Outbox extends EventTarget {
  constructor(api) {
    super();
    this.api = api;
    this.database = new Database(NAME, (database) => database.createObjectStore("entries", { keyPath: "n", autoIncrement: true }));
    this.others = globalThis.BroadcastChannel ? new BroadcastChannel(NAME) : null;
    if (this.others) this.others.onmessage = () => this.dispatchEvent(new Event("change"));
  }

  /** Everything not taken yet, in the order in which it was reported. `state`: waiting, or refused with a `problem`. */
  all() {
    return this.database.run("entries", "readonly", (store) => store.getAll());
  }

  /** Report an event that happens now; returns its number. `about` says for this page whom it concerns. */
  event(body, about, { undo = false } = {}) {
    const event = { event_id: `web-${randomKey()}`, classifier: "actual", happened_at: offsetTime(Date.now()), ...body };
    return this.add({ event, about, not_before: undo ? Date.now() + UNDO_MS : 0 });
  }

  /** Send a body to a path, under an Idempotency-Key of its own. */
  post(path, body, about) {
    return this.add({ path, body, key: randomKey(), about, not_before: 0 });
  }

  async add(entry) {
    const n = await this.database.run("entries", "readwrite", (store) => store.add({ ...entry, state: "waiting", at: Date.now() }));
    this.tell();
    this.start();
    return n;
  }

  /** Take back what was not sent yet, or forget what was refused. */
  async remove(n) {
    await this.database.run("entries", "readwrite", (store) => store.delete(n));
    this.tell();
  }

  /** Carry on until nothing waits. One tab works, the others watch. */
  start() {
    this.wanted = true;
    this.running ??= alone(NAME, () => this.sendAll()).finally(() => {
      this.running = null;
      if (this.wanted) this.start(); // asked while the last look was under way
    });
  }

  async sendAll() {
    for (let failures = 0; ; ) {
      this.wanted = false;
      const waiting = (await this.all()).filter(({ state }) => state === "waiting");
      if (!waiting.length || !this.api.session.signedIn) return;
      const early = waiting[0].not_before - Date.now();
      if (early > 0) await pause(early);
      else failures = (await this.sendFirst(waiting)) ? 0 : failures + 1;
      if (failures) await connection.back(backoff(failures, 1000));
    }
  }

  // Whether it went on; false asks for another try after a pause. Events that follow one another go together.
  async sendFirst(waiting) {
    const now = Date.now();
    const stop = waiting.findIndex(({ event, not_before }) => !event || not_before > now);
    const batch = waiting[0].event ? waiting.slice(0, stop < 0 ? MOST_EVENTS : Math.min(stop, MOST_EVENTS)) : waiting.slice(0, 1);
    try {
      await (batch[0].event ? this.sendEvents(batch) : this.sendOne(batch[0]));
    } catch (problem) {
      if (problem.status === 401) return true; // signed out: it waits for the next sign-in
      if (problem.passing) return false;
      for (const { n } of batch) await this.refuse(n, { code: problem.code, text: kindly(problem) });
    }
    this.tell();
    return true;
  }

  async sendEvents(batch) {
    const body = { sent_at: offsetTime(Date.now()), events: batch.map(({ event }) => event) };
    const { results } = await this.api.post("/v1/events", body, { tries: 1 });
    for (const [index, { status, code }] of results.entries()) {
      if (status === "rejected") await this.refuse(batch[index].n, { code, text: "" });
      else await this.taken(batch[index]);
    }
  }

  async sendOne(entry) {
    const { path, body, key } = entry;
    await this.api.post(path, body, { key, tries: 1 });
    await this.taken(entry);
  }

  async taken(entry) {
    this.dispatchEvent(new CustomEvent("taken", { detail: entry }));
    await this.remove(entry.n);
  }

  refuse(n, problem) {
    return this.database.change("entries", n, { state: "refused", problem });
  }

  tell() {
    this.others?.postMessage("changed");
    this.dispatchEvent(new Event("change"));
  }
}
