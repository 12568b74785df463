// A car unfolded, seen from above, front up: a tap on a part names its codes. Our own drawing; codes of "roadreel-1".
import { Component, css, h } from "../client/element.js";
import { t } from "../client/i18n.js";

const SVG = "http://www.w3.org/2000/svg";
const MIDDLE = [
  [["03", "24"], "M116 56C116 24 130 12 160 12S204 24 204 56Q160 44 116 56Z"],
  [["27"], "M116 61Q160 49 204 61L206 128Q160 116 114 128Z"],
  [["20"], "M114 133Q160 121 206 133L197 175Q160 167 123 175Z"],
  [["37"], "M123 180Q160 172 197 180L197 290Q160 297 123 290Z"],
  [["52"], "M117 336Q160 345 203 336L203 388Q160 398 117 388Z"],
  [["04", "45"], "M117 393Q160 403 203 393L203 410C203 436 188 447 160 447S117 436 117 410Z"],
];
const REAR_WINDOW = "M123 295Q160 302 197 295L203 331Q160 340 117 331Z";
const SIDE = [
  ["M106 64L106 150L64 150L64 108Q70 74 106 64Z", ["14"], ["16"]],
  ["M106 155L106 228L64 228L64 155Z", ["10"], ["12"]],
  ["M106 233L106 304L64 304L64 233Z", ["11"], ["13"]],
  ["M106 309L106 388Q70 378 64 346L64 309Z", ["15"], ["17"]],
  ["M58 138L58 176Q20 182 18 160Q18 142 58 138Z", ["30"], ["31"]],
  ["M22 72Q12 72 12 84L12 118Q12 130 22 130L44 130Q54 130 54 118L54 84Q54 72 44 72Z", ["72", "73"], ["78", "79"]],
  ["M22 322Q12 322 12 334L12 370Q12 382 22 382L44 382Q54 382 54 370L54 334Q54 322 44 322Z", ["74", "75"], ["76", "77"]],
];
const MIRRORED = "translate(320 0) scale(-1 1)";

/** Every code that has a place on the drawing. */
export const DRAWN = new Set([...MIDDLE.flatMap(([codes]) => codes), ...SIDE.flatMap(([, left, right]) => [...left, ...right])]);

const style = css`
  svg { width: 100%; max-width: 22rem; height: auto; margin: 0 auto; overflow: visible; }
  path { fill: var(--surface); stroke: var(--line-strong); stroke-width: 2; stroke-linejoin: round; transition: fill var(--fast); }
  .glass { fill: var(--sunken); }
  [role="button"] { cursor: pointer; -webkit-tap-highlight-color: transparent; }
  [role="button"]:hover path, [role="button"]:active path { fill: var(--accent-soft); }
  [role="button"]:focus-visible path { stroke: var(--accent); stroke-width: 5; }
  .marked path { fill: var(--bad-soft); stroke: var(--bad); stroke-width: 4; }
  .ends { display: flex; justify-content: center; color: var(--ink-soft); font-size: var(--text-s); }
`;

class CarOutline extends Component {
  static styles = [style];

  /** `labels`: code -> words of the areas that can be named; `marked`: codes with a damage; `fixed`: nothing to tap. */
  set({ labels, marked = new Set(), fixed = false }) {
    Object.assign(this, { labels, marked, fixed });
    const drawing = make("svg", { viewBox: "0 0 320 460", role: fixed ? "img" : "group", "aria-label": t("outline.title") });
    drawing.append(...MIDDLE.map(([codes, d]) => this.zone(codes, d)), make("path", { d: REAR_WINDOW, class: "glass" }));
    for (const [d, left, right] of SIDE) drawing.append(this.zone(left, d), this.zone(right, d, MIRRORED));
    this.show(h("p", { class: "ends", "aria-hidden": "true" }, t("outline.front")), drawing, h("p", { class: "ends", "aria-hidden": "true" }, t("outline.rear")));
  }

  zone(codes, d, transform) {
    const known = codes.filter((code) => this.labels.has(code));
    const group = make("g", { class: known.some((code) => this.marked.has(code)) ? "marked" : "", ...(transform && { transform }) });
    group.append(make("path", { d }));
    if (known.length && !this.fixed) this.bind(group, known);
    return group;
  }

  bind(group, codes) {
    group.setAttribute("role", "button");
    group.setAttribute("tabindex", "0");
    group.setAttribute("aria-label", codes.map((code) => this.labels.get(code)).join(t("list.join")));
    group.addEventListener("click", () => this.tell("area", codes));
    group.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      this.tell("area", codes);
    });
  }
}

function make(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

customElements.define("rr-car-outline", CarOutline);
