// The timeline: entries under the headings of their days, newest first. Entries keep their elements when the list
// changes, so that a clip goes on playing while news arrive above it.
import { Component, css, h } from "../client/element.js";
import { entryIcon, icon } from "../client/icons.js";
import { t } from "../client/i18n.js";
import * as time from "../client/time.js";
import { controls } from "./controls.js";
import { localTime, looks } from "./clip.js";
import "./still.js";

const style = css`
  ol { display: grid; gap: 0; }
  .day { padding: var(--s2) 0 var(--s1); font-size: var(--text-s); font-weight: var(--weight-strong); color: var(--ink-soft); }
  .day:first-child { padding-top: 0; }
  .entry { position: relative; display: grid; grid-template-columns: 40px minmax(0, 1fr); gap: 0 12px; padding-bottom: var(--s3); }
  .entry::before { content: ""; position: absolute; left: 19px; top: 44px; bottom: 4px; width: 2px; background: var(--line); border-radius: 2px; }
  .disc { width: 40px; height: 40px; display: grid; place-items: center; border-radius: var(--round); background: var(--sunken); color: var(--ink-soft); }
  .milestone .disc { background: var(--accent); color: var(--on-accent); }
  .clip .disc { background: var(--accent-soft); color: var(--accent); }
  .eta .disc { background: var(--warn-soft); color: var(--warn); border-radius: 12px; }
  .correction .disc { background: var(--calm-soft); color: var(--calm); border-radius: 12px; }
  .text { padding-top: 7px; display: grid; gap: 2px; }
  .milestone .sentence { font-weight: var(--weight-strong); }
  .meta { color: var(--ink-soft); font-size: var(--text-s); display: flex; flex-wrap: wrap; gap: 0 6px; }
  .before { color: var(--ink-soft); font-size: var(--text-s); }
  .still { margin-top: var(--s1); max-width: 20rem; }
  .inspection .disc { background: var(--calm-soft); color: var(--calm); }
  .damage .disc { background: var(--bad-soft); color: var(--bad); border-radius: 12px; }
  .film { padding-bottom: var(--s3); }
  @media (min-width: 600px) { .film { padding-left: 52px; max-width: 36rem; } }
  .watch { justify-self: start; min-height: var(--target); padding: 0 var(--s2) 0 12px; margin-top: 6px; font-size: var(--text-s); }
  .fresh .text { animation: arrive 2400ms ease-out; border-radius: var(--radius-s); }
  @keyframes arrive { from { background: var(--accent-soft); box-shadow: 0 0 0 8px var(--accent-soft); } }
  .end { text-align: center; color: var(--ink-soft); font-size: var(--text-s); padding: var(--s2) 0; }
`;

class Timeline extends Component {
  static styles = [controls, style];
  rows = new Map(); // key -> {element, stamp}

  /** Draw `entries` (newest first). `heroId`: the entry whose clip is shown large above; it is only named here. */
  set(entries, { keys, heroId, fresh = new Set(), complete = true }) {
    Object.assign(this, { keys, heroId, fresh, known: new Map(entries.map((entry) => [entry.id, entry])) });
    if (!this.list) this.show((this.list = h("ol", {})), (this.foot = h("div", {})));
    this.place(this.wanted(entries, this.takenBack(entries)));
    this.foot.replaceChildren(...(complete && entries.length ? [h("p", { class: "end" }, t("timeline.end"))] : []));
  }

  /** Forget every element, for example when the language changed. */
  clear() {
    this.rows.clear();
    this.list?.replaceChildren();
  }

  wanted(entries, gone) {
    const elements = [];
    let day = null;
    const all = gone.length ? [...entries, ...gone].sort((a, b) => Date.parse(b.happened_at) - Date.parse(a.happened_at)) : entries;
    for (const entry of all) {
      if (time.dayKey(entry.happened_at) !== day) {
        day = time.dayKey(entry.happened_at);
        elements.push(this.row(`day ${day}`, "", () => h("li", { class: "day" }, h("h3", {}, time.dayHeading(entry.happened_at)))));
      }
      const stamp = `${looks(entry)} ${entry.id === this.heroId}${gone.includes(entry) ? " gone" : ""}`;
      elements.push(this.row(entry.id, stamp, () => this.entry(entry)));
    }
    return elements;
  }

  row(key, stamp, make) {
    const known = this.rows.get(key);
    if (known?.stamp === stamp) return known.element;
    const element = make();
    this.rows.set(key, { element, stamp });
    return element;
  }

  // Insert what is new and remove what is gone; elements that stay are never moved, a moved video would stop.
  place(elements) {
    const wanted = new Set(elements);
    for (const child of [...this.list.children]) if (!wanted.has(child)) child.remove();
    let at = this.list.firstElementChild;
    for (const element of elements) {
      if (element === at) at = at.nextElementSibling;
      else this.list.insertBefore(element, at);
    }
    for (const [key, { element }] of this.rows) if (!wanted.has(element)) this.rows.delete(key);
  }

  // What somebody looks at stays in its place, and says that it was taken back: nothing vanishes from under a finger.
  takenBack(entries) {
    const here = new Set(entries.map(({ id }) => id));
    const clips = [...this.rows].map(([id, { element }]) => [id, element.querySelector("rr-clip")]);
    const gone = clips.filter(([id, clip]) => clip && !here.has(id) && (clip.opened || clip.takenBack));
    for (const [id, clip] of gone) {
      if (clip.takenBack) continue;
      clip.takeBack();
      this.rows.get(id).stamp += " gone"; // the same entry, released again, is made anew
    }
    return gone.map(([, clip]) => clip.entry);
  }

  entry(entry) {
    const fresh = this.fresh.has(entry.id) ? " fresh" : "";
    if (entry.kind === "clip" && entry.clip && entry.id !== this.heroId) return h("li", { class: `film${fresh}`, "data-id": entry.id }, this.clip(entry));
    const damage = entry.code?.startsWith("damage_") ? " damage" : "";
    return h("li", { class: `entry ${entry.kind}${damage}${fresh}`, "data-id": entry.id },
      h("span", { class: "disc" }, icon(entryIcon(entry), 22)),
      h("div", { class: "text" }, h("p", { class: "sentence" }, entry.text), this.meta(entry), this.corrected(entry),
        entry.clip?.still && this.still(entry), entry.kind === "clip" && entry.clip && this.watch(entry)));
  }

  meta(entry) {
    const zone = entry.place?.time_zone ?? entry.stage?.time_zone;
    const when = zone && time.isElsewhere(entry.happened_at, zone) ? localTime(entry.happened_at, zone) : time.timeOf(entry.happened_at, zone);
    return h("p", { class: "meta" }, h("time", { datetime: entry.happened_at }, when),
      entry.place && [h("span", { "aria-hidden": "true" }, "·"), h("span", {}, entry.place.name)]);
  }

  // What an entry corrects, in its own words where it is still known.
  corrected(entry) {
    const before = entry.corrects && this.known?.get(entry.corrects);
    return before?.text ? h("p", { class: "before" }, h("s", {}, before.text)) : null;
  }

  still(entry) {
    const still = h("rr-still", { class: "still" });
    still.set({ source: entry.clip.still, keys: this.keys, alt: entry.text });
    return still;
  }

  watch(entry) {
    return h("button", { class: "button quiet watch", type: "button", onclick: () => this.tell("watch", entry.id) },
      icon(entry.clip.photo ? "gallery" : "play", 18), t(entry.clip.photo ? "photo.look" : "timeline.watch"));
  }

  clip(entry) {
    const clip = h("rr-clip");
    clip.set(entry, this.keys);
    return clip;
  }
}

customElements.define("rr-timeline", Timeline);
