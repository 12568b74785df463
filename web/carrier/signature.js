// A field to sign in with a finger; the strokes become SVG path data.
import { Component, css, h } from "../client/element.js";
import { icon } from "../client/icons.js";
import { t } from "../client/i18n.js";
import { controls } from "../components/controls.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 600;
const HEIGHT = 300;
const NEAR = 4; // units; points closer than this say nothing
const MOST = 60_000; // characters

const style = css`
  .field { position: relative; border: 3px solid var(--line-strong); border-radius: var(--radius-l); background: var(--surface); touch-action: none; overflow: hidden; }
  .field > svg { width: 100%; height: auto; }
  .field > svg path { fill: none; stroke: var(--ink); stroke-width: 4; stroke-linecap: round; stroke-linejoin: round; }
  .field > svg .line { stroke: var(--line); stroke-width: 3; }
  .hint { position: absolute; inset: auto 0 14px; text-align: center; color: var(--ink-soft); pointer-events: none; }
  .button { position: absolute; right: 4px; top: 4px; background: var(--surface); }
`;

class Signature extends Component {
  static styles = [controls, style];

  connectedCallback() {
    if (this.ink) return;
    this.strokes = [];
    this.ink = document.createElementNS(SVG, "path");
    const base = document.createElementNS(SVG, "path");
    base.setAttribute("class", "line");
    base.setAttribute("d", `M40 ${HEIGHT - 60}H${WIDTH - 40}`);
    this.drawing = document.createElementNS(SVG, "svg");
    this.drawing.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    this.drawing.append(base, this.ink);
    this.hint = h("p", { class: "hint" }, t("inspect.sign_here"));
    const field = h("div", { class: "field", role: "group", "aria-label": t("inspect.sign_here"), onpointerdown: (event) => this.begin(event), onpointermove: (event) => this.go(event), onpointerup: () => this.end(), onpointercancel: () => this.end() },
      this.drawing, this.hint, h("button", { class: "button bare", type: "button", onpointerdown: (event) => event.stopPropagation(), onclick: () => this.clear() }, icon("again", 22), t("inspect.sign_again")));
    this.show(field);
  }

  /** The strokes as SVG path data; empty while nobody signed. */
  get data() {
    return this.strokes.filter((stroke) => stroke.length > 1).map((points) => `M${points.map(([x, y]) => `${x} ${y}`).join("L")}`).join("").slice(0, MOST);
  }

  begin(event) {
    event.currentTarget.setPointerCapture(event.pointerId);
    this.strokes.push([this.point(event)]);
    this.drawn = true;
  }

  go(event) {
    if (!this.drawn) return;
    const stroke = this.strokes.at(-1);
    const [x, y] = this.point(event);
    const [lastX, lastY] = stroke.at(-1);
    if (Math.hypot(x - lastX, y - lastY) >= NEAR) stroke.push([x, y]);
    this.ink.setAttribute("d", this.data);
    this.hint.hidden = this.strokes.length > 0;
  }

  end() {
    this.drawn = false;
    this.tell("signed");
  }

  clear() {
    this.strokes = [];
    this.ink.setAttribute("d", "");
    this.hint.hidden = false;
    this.tell("signed");
  }

  point(event) {
    const box = this.drawing.getBoundingClientRect();
    const scale = WIDTH / box.width;
    return [Math.round((event.clientX - box.left) * scale), Math.round((event.clientY - box.top) * scale)];
  }
}

customElements.define("rr-signature", Signature);
