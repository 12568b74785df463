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
const LOOK_AGAIN_MS = 1000;
const WILL_HAVE_ID = new Set(["waiting", "preparing", "sending"]); // states of an upload on the shelf
/** How long a mark can be taken back before it is sent. */
export const UNDO_MS = 5000;

export class Outbox extends EventTarget {
  constructor(api, shelf) {
    super();
    Object.assign(this, { api, shelf });
    this.database = new Database(NAME, (database) => database.createObjectStore("entries", { keyPath: "n", autoIncrement: true }));
    this.others = globalThis.BroadcastChannel ? new BroadcastChannel(NAME) : null;
    if (this.others) this.others.onmessage = () => this.dispatchEvent(new Event("change"));
  }

  /**
   * What whoever is signed in reported and nobody took yet, in its order; what others reported on this phone waits until
   * they sign in again. `state`: waiting, or refused with a `problem`.
   */
  async all() {
    const entries = await this.database.run("entries", "readonly", (store) => store.getAll());
    return entries.filter(({ by }) => by === this.api.session.person);
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

  /** Change what is at a path; saying it twice must be the same as once. */
  patch(path, body, about) {
    return this.add({ path, body, about, not_before: Date.now() + UNDO_MS });
  }

  async add(entry) {
    const n = await this.database.run("entries", "readwrite", (store) => store.add({ ...entry, by: this.api.session.person, state: "waiting", at: Date.now() }));
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
      const batch = await this.first(waiting);
      if (!batch.length) await pause(LOOK_AGAIN_MS);
      else failures = (await this.send(batch)) ? 0 : failures + 1;
      if (failures) await connection.back(backoff(failures, 1000));
    }
  }

  // What goes next: all events that can be sent, in their order, else the first report whose videos have their names.
  async first(waiting) {
    const now = Date.now();
    const events = waiting.filter(({ event }) => event);
    const held = events.findIndex(({ not_before }) => not_before > now);
    const ready = events.slice(0, held < 0 ? MOST_EVENTS : Math.min(held, MOST_EVENTS));
    if (ready.length) return ready;
    for (const entry of waiting) if (!entry.event && entry.not_before <= now && (await this.named(entry))) return [entry];
    return [];
  }

  // The report with the ids of the videos it names; null while one of them is still to be announced.
  async named(entry) {
    const damages = await Promise.all((entry.body.damages ?? []).map(async ({ clip_ref, ...damage }) => {
      const row = clip_ref && (await this.shelf.get(clip_ref));
      if (row && !row.clip_id && WILL_HAVE_ID.has(row.state)) return null;
      return row?.clip_id ? { ...damage, clip_id: row.clip_id, at_s: 0 } : damage;
    }));
    return damages.includes(null) ? null : { ...entry.body, ...(entry.body.damages && { damages }) };
  }

  // Whether it went on; false asks for another try after a pause.
  async send(batch) {
    try {
      await (batch[0].event ? this.sendEvents(batch) : this.sendOne(batch[0]));
    } catch (problem) {
      if (problem.status === 401) return true; // signed out: it waits for their next sign-in
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
    const body = await this.named(entry);
    await (entry.key ? this.api.post(entry.path, body, { key: entry.key, tries: 1 }) : this.api.patch(entry.path, body));
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
