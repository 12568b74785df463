// The timeline of one order as this page knows it: pages by cursor going back, changes by `since` going forward.

const PAGE = 20;

export class TimelineFeed {
  constructor(api, orderId) {
    this.api = api;
    this.path = `/v1/orders/${orderId}/timeline`;
    this.reset();
  }

  reset() {
    this.entries = new Map(); // id -> entry
    this.cursor = null;
    this.latest = null; // the greatest seq we have heard of
    this.complete = false;
  }

  /** Newest first, as the API orders them: by the time they happened, then by id. */
  get sorted() {
    return [...this.entries.values()].sort(
      (a, b) => Date.parse(b.happened_at) - Date.parse(a.happened_at) || (a.id < b.id ? 1 : -1),
    );
  }

  /** The first page, from scratch. */
  async start(signal) {
    const page = await this.api.get(`${this.path}?limit=${PAGE}`, { signal });
    this.reset();
    this.latest = page.latest_seq ?? Math.max(0, ...page.items.map(({ seq }) => seq));
    this.take(page);
  }

  /** The next page going back. */
  async older(signal) {
    if (this.complete) return;
    this.take(await this.api.get(`${this.path}?limit=${PAGE}&cursor=${encodeURIComponent(this.cursor)}`, { signal }));
  }

  take(page) {
    for (const entry of page.items) this.put(entry);
    this.cursor = page.next_cursor;
    this.complete = page.next_cursor === null;
  }

  /** What changed since we last asked: `{fresh: [entries not seen before], changed: whether to draw, orderChanged}`. */
  async news(signal) {
    const fresh = [];
    let [changed, orderChanged] = [false, false];
    for (let more = true; more; ) {
      const answer = await this.changes(signal);
      if (answer === null) return { fresh: [], changed: true, orderChanged: true }; // started again from scratch
      for (const entry of answer.items) if (this.change(entry)) fresh.push(entry);
      changed ||= answer.items.length > 0; // what was taken back or edited is nothing new, and has to be drawn too
      orderChanged ||= answer.order_changed;
      this.latest = Math.max(this.latest, answer.has_more ? (answer.items.at(-1)?.seq ?? this.latest) : answer.latest_seq);
      more = answer.has_more && answer.items.length > 0;
    }
    return { fresh, changed, orderChanged };
  }

  async changes(signal) {
    try {
      return await this.api.get(`${this.path}?since=${this.latest}`, { signal, tries: 1 });
    } catch (problem) {
      if (problem.status !== 410) throw problem;
      await this.start(signal);
      return null;
    }
  }

  // Whether it is new to the reader. What is older than the pages read so far comes with its page.
  change(entry) {
    if (entry.removed) return this.entries.delete(entry.id) && false;
    const known = this.entries.has(entry.id);
    if (!known && !this.complete && this.isBeyond(entry)) return false;
    this.put(entry);
    return !known;
  }

  isBeyond(entry) {
    const oldest = this.sorted.at(-1);
    return Boolean(oldest) && Date.parse(entry.happened_at) < Date.parse(oldest.happened_at);
  }

  put(entry) {
    const known = this.entries.get(entry.id);
    if (!entry.removed && (!known || known.seq <= entry.seq)) this.entries.set(entry.id, entry);
  }
}
