// How components are made: elements by `h`, styles by `css` (constructable sheets, which the strict
// Content-Security-Policy allows), and a base class that gives each component its shadow root.

/** A stylesheet from a template; shared by every element that adopts it. */
export function css(strings, ...values) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(String.raw({ raw: strings }, ...values));
  return sheet;
}

/**
 * Make an element. Attributes: `onclick` and the like are listeners, `.name` sets a property,
 * `null`/`false` leave the attribute out, `true` sets it empty. Children: nodes, text, arrays; empty ones are skipped.
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value);
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

function setAttribute(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith(".")) element[name.slice(1)] = value;
  else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else element.setAttribute(name, value === true ? "" : value);
}

const BASE = css`
  :host { display: block; color: var(--ink); }
  :host([hidden]) { display: none; }
  *, *::before, *::after { box-sizing: border-box; }
  h1, h2, h3, p, ol, ul, dl, dd, figure { margin: 0; padding: 0; }
  ol, ul { list-style: none; }
  h1, h2, h3 { font-size: inherit; line-height: var(--leading-tight); font-weight: var(--weight-strong); text-wrap: balance; }
  button, input, select { font: inherit; color: inherit; }
  button { cursor: pointer; -webkit-tap-highlight-color: transparent; touch-action: manipulation; }
  button:disabled { cursor: default; }
  a { color: var(--accent); }
  svg { display: block; flex: none; }
  :focus { outline: none; }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
  .hidden-text { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;

/** A component: open shadow root, the base sheet and its own `static styles`. */
export class Component extends HTMLElement {
  static styles = [];

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [BASE, ...this.constructor.styles];
  }

  /** Replace everything shown. */
  show(...children) {
    this.shadowRoot.replaceChildren(...children.flat(Infinity).filter(Boolean));
  }

  $(selector) {
    return this.shadowRoot.querySelector(selector);
  }

  /** Tell whoever listens outside. */
  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}
