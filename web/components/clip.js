// A clip as a 16:9 card: poster, place and local time; played in place. Only one clip plays at a time. A photo is opened
// large instead.
import { Component, css, h } from "../client/element.js";
import { icon } from "../client/icons.js";
import { language, t, word } from "../client/i18n.js";
import * as time from "../client/time.js";
import { Player } from "./player.js";
import "./photo.js";
import "./poster.js";

const style = css`
  figure { overflow: hidden; border-radius: var(--radius); background: var(--surface); border: 1px solid var(--line); box-shadow: var(--shadow); }
  :host([hero]) figure { border-radius: var(--radius-l); box-shadow: var(--shadow-high); }
  .film { position: relative; aspect-ratio: 16 / 9; background: var(--film); }
  .film > * { position: absolute; inset: 0; width: 100%; height: 100%; }
  .film button { border: 0; padding: 0; background: none; color: var(--on-film); display: block; }
  rr-poster { width: 100%; height: 100%; transition: transform 600ms var(--ease); }
  @media (hover: hover) and (prefers-reduced-motion: no-preference) { button:hover rr-poster { transform: scale(1.02); } }
  button:focus-visible { outline-offset: -4px; outline-color: var(--on-film); }
  .disc {
    position: absolute; left: 50%; top: 50%; width: 64px; height: 64px; margin: -32px; border-radius: var(--round); display: grid; place-items: center;
    background: var(--veil); color: var(--on-film); backdrop-filter: blur(8px); transition: transform var(--fast), background var(--fast);
  }
  :host([hero]) .disc { width: 80px; height: 80px; margin: -40px; }
  button:hover .disc { transform: scale(1.06); background: var(--film); }
  .length { display: inline-flex; gap: 4px; align-items: center; position: absolute; right: 12px; bottom: 12px; padding: 2px 8px; border-radius: var(--radius-s); background: var(--veil); font-size: var(--text-xs); font-weight: var(--weight-strong); font-variant-numeric: tabular-nums; }
  video { background: var(--film); object-fit: contain; }
  video:focus-visible { outline-offset: -3px; }
  .failed { display: grid; place-content: center; justify-items: center; gap: var(--s1); padding: var(--s2); color: var(--on-film); background: var(--film); text-align: center; font-size: var(--text-s); }
  .failed button { position: static; width: auto; height: auto; min-height: var(--target); text-decoration: underline; text-underline-offset: 3px; }
  figcaption { display: grid; gap: 2px; padding: 12px var(--s2) 14px; }
  .place { font-weight: var(--weight-strong); display: flex; gap: 6px; line-height: var(--leading-tight); }
  :host([hero]) .place { font-size: var(--text-l); }
  .when, .blurred { color: var(--ink-soft); font-size: var(--text-s); }
  .blurred { display: flex; gap: 6px; align-items: center; font-size: var(--text-xs); }
`;

let playing = null;

class Clip extends Component {
  static styles = [style];

  /** `entry` is a timeline entry with a clip, `keys` the order's playback keys. */
  set(entry, keys) {
    Object.assign(this, { entry, keys });
    this.stop();
    this.film = h("div", { class: "film" });
    this.rest();
    this.show(h("figure", {}, this.film, this.caption()));
  }

  get playing() {
    return Boolean(this.player) && !this.$("video")?.paused;
  }

  get opened() {
    return Boolean(this.player || this.$("rr-photo"));
  }

  /** Its entry went while somebody looked at it: stop, and say why. */
  takeBack() {
    this.stop();
    this.$("rr-photo")?.remove();
    this.takenBack = true;
    this.say("hold", t(this.entry.clip.photo ? "photo.taken_back" : "clip.taken_back"));
  }

  rest() {
    const { clip } = this.entry;
    const poster = h("rr-poster", { whole: clip.height > clip.width });
    poster.set({ source: clip.poster, keys: this.keys, thumbhash: clip.thumbhash });
    this.film.replaceChildren(h("button", { type: "button", "aria-label": this.invitation(), onclick: () => this.open() },
      poster, !clip.photo && h("span", { class: "disc" }, icon("play", this.hasAttribute("hero") ? 36 : 28)),
      h("span", { class: "length", "aria-hidden": "true" }, clip.photo ? [icon("gallery", 16), t("photo.word")] : time.length(clip.duration_s))));
  }

  invitation() {
    const { clip, place } = this.entry;
    if (clip.photo) return place ? t("photo.open", { place: place.name }) : t("photo.open_plain");
    return `${place ? t("clip.play", { place: place.name }) : t("clip.play_plain")}, ${time.length(clip.duration_s)}`;
  }

  /** What a tap on it does. */
  open() {
    return this.entry.clip.photo ? this.enlarge() : this.play();
  }

  enlarge() {
    const photo = h("rr-photo");
    this.shadowRoot.append(photo);
    photo.open(this.entry, this.keys);
  }

  play() {
    if (playing && playing !== this) playing.pause();
    playing = this;
    const video = h("video", { controls: true, playsinline: true, preload: "auto", ".muted": false, onplay: () => this.alone(), "aria-label": this.entry.text });
    this.player = new Player(video, this.entry.clip, this.keys, () => this.failed());
    video.poster = this.$("rr-poster")?.address ?? ""; // on a slow line it stays until the film has a picture of its own
    this.film.replaceChildren(video);
    video.focus();
    this.player.open();
  }

  alone() {
    if (playing && playing !== this) playing.pause();
    playing = this;
  }

  pause() {
    this.$("video")?.pause();
  }

  stop() {
    this.player?.close();
    this.player = null;
    if (playing === this) playing = null;
  }

  async failed() {
    this.stop();
    const gone = await this.keys.gone(this.entry.clip.hls);
    this.say(gone ? "hold" : "warn", t(gone ? "clip.taken_back" : "clip.failed"),
      !gone && h("button", { type: "button", onclick: () => this.play() }, t("app.retry")));
  }

  say(name, text, ...more) {
    this.film.replaceChildren(h("div", { class: "failed", role: "alert" }, icon(name, 28), h("span", {}, text), ...more));
  }

  caption() {
    const { clip, place, stage, text, params } = this.entry;
    const zone = place?.time_zone ?? stage?.time_zone;
    return h("figcaption", {},
      h("span", { class: "place" }, icon(place ? "pin" : "film", 18), place?.name || going(params) || text || t("clip.on_the_road")),
      h("time", { class: "when", datetime: clip.captured_at }, localTime(clip.captured_at, zone)),
      clip.blurred && this.hasAttribute("hero") && h("span", { class: "blurred" }, icon("shield", 16), t("clip.blurred")));
  }

  disconnectedCallback() {
    this.stop();
  }
}

/** What can be seen of an entry. Another size of its clip does not count: a player that is open plays on as it is. */
export const looks = (entry) =>
  JSON.stringify(entry, (name, value) => (name === "seq" || name === "proof" ? undefined : value));

// "On the truck to Guangzhou": shorter than the entry's sentence, which stands beside it in the timeline.
function going(params) {
  const there = params?.to_place?.[language()];
  return there && params.mode ? t("clip.going", { mode: word("mode", params.mode), place: there }) : "";
}

/** "Sun 22 Nov, 14:20 local time", with the reader's own time where it differs. */
export function localTime(iso, zone) {
  const when = time.dayAndTime(iso, zone);
  if (!zone) return when;
  if (!time.isElsewhere(iso, zone)) return t("time.local", { when });
  return t("time.local_yours", { when, yours: time.timeOf(iso) });
}

customElements.define("rr-clip", Clip);
