// Plays a clip in a <video>: HLS where the browser can by itself, else the progressive file. When a key has run out
// or the line broke, it opens the clip again with a fresh key at the second where it stood.
import { connection } from "../client/connection.js";

const HLS = "application/vnd.apple.mpegurl";
const TRIES = 4;
const BACK_WITHIN_MS = 20_000;

export class Player {
  /** `onFailure` is called when the clip cannot be played after all tries. */
  constructor(video, clip, keys, onFailure) {
    Object.assign(this, { video, clip, keys, onFailure });
    this.sources = [clip.hls && video.canPlayType(HLS) && clip.hls, clip.download].filter(Boolean);
    this.failures = 0;
    this.at = 0;
    video.addEventListener("error", () => this.failed());
    video.addEventListener("timeupdate", () => this.moved());
    video.addEventListener("play", () => this.resumed());
  }

  /** Start, or start again at the second where it stood. */
  async open({ fresh = false } = {}) {
    const source = this.sources[this.failures < TRIES / 2 ? 0 : this.sources.length - 1];
    try {
      const url = await this.keys.url(source, { fresh });
      this.openedStale = false;
      // Chromium reads HLS segments of another host only with CORS; the file plays with and without.
      this.video.crossOrigin = source === this.clip.hls ? "anonymous" : null;
      this.start(url, this.at);
    } catch {
      this.failed();
    }
  }

  start(url, at) {
    const { video } = this;
    video.src = url;
    const begin = () => {
      if (at > 0) video.currentTime = at;
      video.play().catch(() => {}); // the browser wants another tap: the controls are there
    };
    video.addEventListener("loadedmetadata", begin, { once: true });
    video.load();
  }

  moved() {
    if (this.video.error || this.video.readyState < 2) return;
    this.at = this.video.ended ? 0 : this.video.currentTime;
    if (this.at > 0) this.failures = 0;
  }

  // Paused for so long that the key ran out: what is not loaded yet would be refused.
  resumed() {
    if (this.keys.stale && this.at > 0 && !this.openedStale) {
      this.openedStale = true;
      this.open({ fresh: true });
    }
  }

  async failed() {
    this.failures += 1;
    if (this.failures >= TRIES) return this.onFailure();
    if (!navigator.onLine || !connection.up) await connection.back(BACK_WITHIN_MS);
    return this.open({ fresh: true });
  }

  /** Let go of the video. */
  close() {
    this.failures = TRIES;
    this.onFailure = () => {};
    this.video.pause();
    this.video.removeAttribute("src");
    this.video.load();
  }
}
