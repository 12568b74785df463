// The mark with the name beside it. Colours are the text's, so that it stands on pictures too.
import { h } from "../client/element.js";
import { css } from "../client/element.js";

const style = css`
  :host { display: inline-flex; align-items: center; gap: 10px; font-size: 1.125rem; font-weight: var(--weight-strong); letter-spacing: -0.01em; }
  img { width: 32px; height: 32px; display: block; }
`;

class Mark extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [style];
    root.append(h("img", { src: "/web/icon.svg", alt: "" }), h("slot"));
  }
}

customElements.define("rr-mark", Mark);

/** The mark with `name` beside it. */
export const mark = (name) => h("rr-mark", {}, name);
