// Boxes over a video: drawn with the pointer, or added at the second that is shown and set in numbers by the keyboard.
import { Component, css, h } from "../client/element.js";
import { t } from "../client/i18n.js";
import { icon } from "../client/icons.js";
import { controls } from "../components/controls.js";
import { look } from "./look.js";

const SMALLEST = 0.01;
const LASTS_S = 2;
const NUMBERS = ["x", "y", "w", "h", "from_s", "to_s"];
const round = (value) => Math.round(value * 1000) / 1000;
const within = (value) => Math.min(1, Math.max(0, value));

const style = css`
  .stage { position: relative; background: var(--film); border-radius: var(--radius); overflow: hidden; touch-action: none; }
  video { display: block; width: 100%; max-height: 62vh; }
  .layer { position: absolute; inset: 0; }
  .layer.drawing { cursor: crosshair; }
  .layer:not(.drawing) { pointer-events: none; }
  .box { position: absolute; border: 2px solid var(--on-film); outline: 2px solid var(--film); background: rgb(255 255 255 / 18%); }
  .box::before { content: attr(data-n); position: absolute; left: 0; top: 0; padding: 0 5px; background: var(--on-film); color: var(--film); font-size: var(--text-xs); font-weight: var(--weight-strong); }
  .box.away { display: none; }
  ol { display: grid; gap: 6px; margin-top: var(--s1); padding-left: 2px; }
  li { display: flex; gap: 6px; align-items: end; flex-wrap: wrap; }
  li > span { min-width: 1.4rem; min-height: var(--target); line-height: var(--target); }
  li input { width: 5.2rem; }
`;

class Boxes extends Component {
  static styles = [controls, look, style];

  /** `src()` plays, asked anew when an address has ended; `boxes` are shown first; `changed` is told of every change. */
  start({ src, boxes, changed }) {
    Object.assign(this, { boxes: boxes.map((box) => ({ ...box })), src, changed });
    this.video = h("video", { src: src(), onerror: () => this.again(), controls: true, muted: true, playsinline: true, preload: "metadata", ontimeupdate: () => this.place(), onloadedmetadata: () => this.place() });
    this.watch = new ResizeObserver(() => this.place());
    this.watch.observe(this.video);
    this.layer = h("div", { class: "layer", onpointerdown: (event) => this.begin(event), onpointermove: (event) => this.stretch(event), onpointerup: () => this.end(), onpointercancel: () => this.end() });
    this.list = h("ol");
    this.show(h("div", { class: "stage" }, this.video, this.layer), this.list);
    this.draw();
  }

  disconnectedCallback() {
    this.watch?.disconnect();
  }

  /** Let the pointer draw, or stop. */
  drawing(on) {
    this.layer.classList.toggle("drawing", on);
    this.video.controls = !on; // else the first stroke would press play
    if (on) this.video.pause();
  }

  /** A box in the middle at the second that is shown, for whoever draws by keyboard. */
  add(box = { x: 0.4, y: 0.4, w: 0.2, h: 0.2 }) {
    const from = round(this.video.currentTime || 0);
    this.boxes.push({ ...box, from_s: from, to_s: round(Math.min(from + LASTS_S, this.video.duration || from + LASTS_S)) });
    this.draw();
    this.changed(this.boxes);
    this.list.lastElementChild?.querySelector("input")?.focus();
  }

  // From a fresh address at the same second; a second failure at the same address is left to be seen.
  again() {
    const { currentTime } = this.video;
    const address = this.src();
    if (!address || address === this.video.getAttribute("src")) return;
    this.video.src = address;
    this.video.currentTime = currentTime;
  }

  /** To the picture so many seconds on, standing still. */
  step(seconds) {
    this.video.pause();
    this.video.currentTime = Math.min(Math.max(0, this.video.currentTime + seconds), this.video.duration || 0);
  }

  /** Let the box that was touched last begin (`from_s`) or end (`to_s`) at the second that is shown. */
  span(end) {
    const box = this.boxes[this.chosen] ?? this.boxes.at(-1);
    if (!box) return;
    box[end] = round(this.video.currentTime);
    if (end === "from_s") box.to_s = Math.max(box.to_s, box.from_s);
    else box.from_s = Math.min(box.from_s, box.to_s);
    this.draw();
    this.changed(this.boxes);
  }

  plays() {
    return !this.video.paused && !this.video.ended;
  }

  playPause() {
    if (this.video.paused) this.video.play().catch(() => {});
    else this.video.pause();
  }

  begin(event) {
    if (!this.layer.classList.contains("drawing")) return;
    this.layer.setPointerCapture?.(event.pointerId);
    this.from = this.at(event);
    this.rubber = h("div", { class: "box" });
    this.layer.append(this.rubber);
  }

  stretch(event) {
    if (!this.rubber) return;
    const to = this.at(event);
    this.drawn = { x: Math.min(this.from.x, to.x), y: Math.min(this.from.y, to.y), w: Math.abs(to.x - this.from.x), h: Math.abs(to.y - this.from.y) };
    put(this.rubber, this.drawn);
  }

  end() {
    const box = this.drawn;
    this.rubber?.remove();
    this.rubber = this.drawn = null;
    if (box && box.w > SMALLEST && box.h > SMALLEST) this.add({ x: round(box.x), y: round(box.y), w: round(box.w), h: round(box.h) });
  }

  // Fractions of the picture, which may not fill the whole element.
  at({ clientX, clientY }) {
    const { left, top, width, height } = this.picture();
    return { x: within((clientX - left) / width), y: within((clientY - top) / height) };
  }

  picture() {
    const frame = this.video.getBoundingClientRect();
    const shape = (this.video.videoWidth || 16) / (this.video.videoHeight || 9);
    const width = Math.min(frame.width, frame.height * shape);
    const height = width / shape;
    return { left: frame.left + (frame.width - width) / 2, top: frame.top + (frame.height - height) / 2, width, height };
  }

  draw() {
    this.layer.replaceChildren(...this.boxes.map((_, index) => h("div", { class: "box", "data-n": index + 1 })));
    this.list.replaceChildren(...this.boxes.map((box, index) => this.line(box, index)));
    this.place();
  }

  // The layer covers the picture and nothing beside it; a box is shown while it hides something.
  place() {
    const frame = this.video.getBoundingClientRect();
    const { left, top, width, height } = this.picture();
    put(this.layer, { x: (left - frame.left) / frame.width, y: (top - frame.top) / frame.height, w: width / frame.width, h: height / frame.height });
    const now = this.video.currentTime;
    [...this.layer.children].forEach((element, index) => {
      const box = this.boxes[index];
      if (!box) return;
      put(element, box);
      element.classList.toggle("away", now < box.from_s - 0.05 || now > box.to_s);
    });
  }

  line(box, index) {
    const inputs = NUMBERS.map((name) => h("input", {
      type: "number", step: "0.001", min: "0", "aria-label": `${t("console.box")} ${index + 1} ${t(`console.box_${name}`)}`, ".value": String(box[name]),
      onfocus: () => (this.chosen = index),
      onchange: (event) => { box[name] = Number(event.target.value); this.place(); this.changed(this.boxes); },
    }));
    const fields = inputs.map((input, at) => h("label", { class: "soft" }, t(`console.box_${NUMBERS[at]}`), input));
    const remove = h("button", { class: "round", type: "button", "aria-label": t("console.box_remove"), onclick: () => { this.boxes.splice(index, 1); this.draw(); this.changed(this.boxes); } }, icon("close", 16));
    return h("li", {}, h("span", { class: "soft" }, `${index + 1}`), fields, remove);
  }
}

function put(element, { x, y, w, h: height }) {
  const { style: at } = element;
  [at.left, at.top, at.width, at.height] = [x, y, w, height].map((fraction) => `${fraction * 100}%`);
}

customElements.define("rr-console-boxes", Boxes);
