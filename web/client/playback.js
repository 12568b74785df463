// The key that opens the footage of one order: a playback token, renewed before it ends.

const EARLY_MS = 90_000;

export class PlaybackKeys {
  constructor(api, orderId) {
    this.api = api;
    this.orderId = orderId;
  }

  /** The path with a good token. `fresh` asks for a new one although the last may be good. */
  async url(path, { fresh = false } = {}) {
    const { token } = await this.current(fresh);
    return `${path}${path.includes("?") ? "&" : "?"}t=${encodeURIComponent(token)}`;
  }

  /** Whether what was opened with the last token may be refused by now. */
  get stale() {
    return !this.held || this.held.ends - EARLY_MS < Date.now();
  }

  /** Whether there is nothing at `path` any more: the clip was taken back while the page was open. */
  async gone(path) {
    try {
      return (await fetch(await this.url(path), { cache: "no-store" })).status === 404;
    } catch {
      return false; // no line, no answer
    }
  }

  // All who ask while one request is under way share its answer.
  current(fresh) {
    if (!fresh && !this.stale) return Promise.resolve(this.held);
    this.asking ??= this.ask().finally(() => (this.asking = null));
    return this.asking;
  }

  async ask() {
    const asked = Date.now();
    const { token, expires_at } = await this.api.post(`/v1/orders/${this.orderId}/playback`, {}, { tries: 3 });
    const lasts = Math.max(30_000 + EARLY_MS, Date.parse(expires_at) - asked);
    this.held = { token, ends: asked + lasts };
    return this.held;
  }
}
