// What this device still has to send or has sent: rows and the files themselves, kept in IndexedDB over reloads.
import { Database } from "../client/database.js";

const DATABASE = "roadreel.carrier";
const KEPT_DAYS = 14;

export class Shelf extends EventTarget {
  constructor(session) {
    super();
    this.session = session;
    this.inMemory = new Map(); // files that the browser would not keep
    this.database = new Database(DATABASE, (database) => {
      database.createObjectStore("uploads", { keyPath: "ref" });
      database.createObjectStore("files");
    });
    this.others = globalThis.BroadcastChannel ? new BroadcastChannel(DATABASE) : null;
    if (this.others) this.others.onmessage = () => this.dispatchEvent(new Event("change"));
  }

  /** The rows of whoever is signed in, newest first; those of others wait until they sign in again. */
  async all() {
    const rows = (await this.everybodys()).filter(({ by }) => by === this.session.person);
    return rows.sort((a, b) => b.created_at - a.created_at);
  }

  everybodys() {
    return this.run("uploads", "readonly", (store) => store.getAll());
  }

  get(ref) {
    return this.run("uploads", "readonly", (store) => store.get(ref));
  }

  /** Keep a new row with its file. Where the file cannot be kept, it is asked for again after a reload. */
  async add(row, file) {
    await this.run("uploads", "readwrite", (store) => store.put({ ...row, by: this.session.person }));
    await this.keepFile(row.ref, file);
    this.tell();
  }

  async keepFile(ref, file) {
    this.inMemory.set(ref, file);
    await this.run("files", "readwrite", (store) => store.put(file, ref)).catch(() => {});
  }

  /** Change some fields of a row; a row that is gone stays gone. Returns the row. */
  async change(ref, fields) {
    const row = await this.database.change("uploads", ref, fields);
    this.tell();
    return row;
  }

  /** The file of a row, or null when it cannot be read any more. */
  async file(ref) {
    const file = this.inMemory.get(ref) ?? (await this.run("files", "readonly", (store) => store.get(ref)).catch(() => null));
    if (!file) return null;
    const readable = await file.slice(0, 1).arrayBuffer().then(() => true, () => false);
    return readable ? file : null;
  }

  /** The bytes are in storage: let go of the file. */
  async dropFile(ref) {
    this.inMemory.delete(ref);
    await this.run("files", "readwrite", (store) => store.delete(ref)).catch(() => {});
  }

  async remove(ref) {
    await this.dropFile(ref);
    await this.run("uploads", "readwrite", (store) => store.delete(ref));
    this.tell();
  }

  /** Forget settled rows after two weeks. */
  async tidy(settled) {
    const oldest = Date.now() - KEPT_DAYS * 86_400_000;
    for (const row of await this.everybodys()) if (settled(row) && row.created_at < oldest) await this.remove(row.ref);
  }

  tell() {
    this.others?.postMessage("changed");
    this.dispatchEvent(new Event("change"));
  }

  run(name, mode, work) {
    return this.database.run(name, mode, work);
  }
}
