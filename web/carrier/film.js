// Film one car: film now or choose a video, look at it, send it.
import { Component, css, h } from "../client/element.js";
import { icon } from "../client/icons.js";
import { t } from "../client/i18n.js";
import { sizeOf } from "../client/size.js";
import { controls, skeletons } from "../components/controls.js";
import { trouble, troubles } from "../components/trouble.js";
import { car } from "./car.js";
import { FOOTAGE, isFootage, isPhoto } from "./footage_kinds.js";
import { error, screen, top } from "./screen.js";
import { shots, shotsLook } from "./shots.js";
import { stageById } from "./stage_list.js";
import { vinTail } from "./stage_text.js";

const style = css`
  .panel { padding: var(--s2); border-radius: var(--radius-l); background: var(--sunken); }
  .advice { display: grid; gap: var(--s1); padding: var(--s1) 0; }
  .advice li { display: grid; grid-template-columns: 28px 1fr; gap: 12px; }
  .advice svg { color: var(--accent); margin-top: 2px; }
  input[type="file"] { position: absolute; width: 1px; height: 1px; opacity: 0; pointer-events: none; }
  label.button { cursor: pointer; }
  input:focus-visible + label { outline: 4px solid var(--accent); outline-offset: 3px; }
  video, img { width: 100%; max-height: 46vh; border-radius: var(--radius-l); background: var(--film); display: block; object-fit: contain; }
  .unseen { display: flex; gap: 12px; align-items: center; padding: var(--s2); border-radius: var(--radius-l); background: var(--sunken); }
  .file { color: var(--ink-soft); font-size: var(--text-s); display: flex; justify-content: space-between; gap: var(--s2); }
`;

class Film extends Component {
  static styles = [controls, skeletons, troubles, screen, shotsLook, style];

  start({ api, uploader, found, id, replaces }) {
    Object.assign(this, { api, uploader, id, replaces, shot: null });
    this.stage = found.get(id);
    return this.stage ? this.pick() : this.load();
  }

  async load() {
    this.show(h("div", { class: "screen" }, top(), h("div", { class: "bone tall" })));
    try {
      this.stage = await stageById(this.api, this.id);
      if (this.stage) return this.pick();
      location.hash = "#/";
    } catch (problem) {
      this.show(h("div", { class: "screen" }, top(), trouble(problem, () => this.load())));
    }
  }

  disconnectedCallback() {
    this.letGo();
  }

  pick(complaint) {
    this.letGo();
    this.show(h("div", { class: "screen stack" }, top(), h("h1", { class: "hidden-text" }, vinTail(this.stage)),
      h("div", { class: "panel" }, car(this.stage, { short: true })),
      complaint && error(complaint),
      shots(this.stage.shot_list, (code) => this.want(code), this.shot),
      this.input("film", t("carrier.film"), "film", "huge", { accept: "video/*", capture: "environment" }),
      this.input("photo", t("carrier.photo"), "camera", "large quiet", { accept: "image/*", capture: "environment" }),
      this.input("choose", t("carrier.choose"), "gallery", "large quiet", { accept: FOOTAGE }),
      h("a", { class: "button quiet large", href: `#/inspect/${this.id}` }, icon("shield", 30), t("inspect.title")),
      h("ul", { class: "advice" }, [1, 2, 3].map((n) => h("li", {}, icon("check", 24), t(`carrier.advice_${n}`))))));
  }

  // What the next video is to show; a second tap takes it back.
  want(code) {
    this.shot = this.shot === code ? null : code;
    this.pick();
  }

  input(id, text, name, look, wanted) {
    const input = h("input", { id, type: "file", ...wanted, onchange: () => this.picked(input.files[0]) });
    return h("div", {}, input, h("label", { class: `button ${look}`, for: id }, icon(name, 34), text));
  }

  async picked(file) {
    if (!file) return undefined;
    if (file.size === 0) return this.pick(t("carrier.empty_file"));
    if (!(await isFootage(file))) return this.pick(t("carrier.not_video"));
    return this.preview(file);
  }

  preview(file) {
    this.address = URL.createObjectURL(file);
    const unseen = (event) => event.target.replaceWith(h("p", { class: "unseen", role: "status" }, icon("info", 26), h("span", {}, t("carrier.no_preview"))));
    const shown = isPhoto(file)
      ? h("img", { src: this.address, alt: "", onerror: unseen })
      : h("video", { src: this.address, controls: true, playsinline: true, ".muted": true, preload: "metadata", onerror: unseen });
    const send = h("button", { class: "button huge", type: "button", onclick: () => this.send(file, send) }, icon("upload", 34), t(isPhoto(file) ? "carrier.send_photo" : "carrier.send"));
    this.show(h("div", { class: "screen stack" }, top(),
      h("div", { class: "panel" }, car(this.stage, { short: true })),
      shown, h("p", { class: "file" }, h("span", {}, file.name), h("span", {}, sizeOf(file.size))),
      send, h("button", { class: "button quiet large", type: "button", onclick: () => this.pick() }, t("carrier.other_clip"))));
    send.focus();
  }

  async send(file, button) {
    button.disabled = true;
    const row = await this.uploader.add(file, this.stage, this.replaces, this.shot ? [this.shot] : null);
    location.hash = `#/uploads/${row.ref}`;
  }

  letGo() {
    if (this.address) URL.revokeObjectURL(this.address);
    this.address = null;
  }
}

customElements.define("rr-film", Film);
