// A ring that fills, with something in its middle. Where nobody knows how far, it turns.
import { Component, css, h } from "../client/element.js";

const SVG = "http://www.w3.org/2000/svg";
const ROUND = 2 * Math.PI * 45;

const style = css`
  :host { position: relative; width: min(68vw, 260px); aspect-ratio: 1; margin: 0 auto; display: grid; place-items: center; }
  svg { position: absolute; inset: 0; width: 100%; height: 100%; transform: rotate(-90deg); }
  circle { fill: none; stroke: var(--sunken); stroke-width: 8; }
  .bar { stroke: var(--accent); stroke-linecap: round; transition: stroke-dashoffset var(--slow) linear; }
  :host([turning]) svg { animation: turn 1.4s linear infinite; }
  @keyframes turn { to { transform: rotate(270deg); } }
  @media (prefers-reduced-motion: reduce) { :host([turning]) svg { animation-duration: 6s; } }
  .middle { font-size: 3.25rem; font-weight: 700; font-variant-numeric: tabular-nums; letter-spacing: -0.02em; }
`;

class Ring extends Component {
  static styles = [style];

  constructor() {
    super();
    this.bar = circle("bar");
    this.bar.setAttribute("stroke-dasharray", ROUND);
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 100 100");
    svg.setAttribute("aria-hidden", "true");
    svg.append(circle(""), this.bar);
    this.middle = h("div", { class: "middle", "aria-hidden": "true" });
    this.show(svg, this.middle);
  }

  /** From 0 to 1, or null. */
  set(fraction, label) {
    this.setAttribute("role", "progressbar");
    this.setAttribute("aria-label", label);
    this.toggleAttribute("turning", fraction === null);
    this.bar.setAttribute("stroke-dashoffset", ROUND * (1 - (fraction ?? 0.22)));
    this.middle.textContent = fraction === null ? "" : `${Math.floor(fraction * 100)}%`;
    if (fraction === null) this.removeAttribute("aria-valuenow");
    else this.setAttribute("aria-valuenow", Math.floor(fraction * 100));
  }
}

function circle(name) {
  const element = document.createElementNS(SVG, "circle");
  for (const [key, value] of Object.entries({ cx: 50, cy: 50, r: 45, class: name })) element.setAttribute(key, value);
  return element;
}

customElements.define("rr-ring", Ring);
