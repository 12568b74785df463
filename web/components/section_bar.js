// The parts of a long page within a thumb's reach: a bar at the bottom of a phone; each button leads to its part.
import { Component, css, h } from "../client/element.js";
import { icon } from "../client/icons.js";
import { t } from "../client/i18n.js";

const TOP = 48; // pixels; whoever has not scrolled further is at the beginning

const style = css`
  nav { position: fixed; z-index: 15; left: 0; right: 0; bottom: 0; display: grid; grid-auto-flow: column; grid-auto-columns: 1fr; padding: 4px var(--s1) max(4px, env(safe-area-inset-bottom)); background: color-mix(in srgb, var(--surface) 94%, transparent); backdrop-filter: blur(14px); -webkit-backdrop-filter: blur(14px); border-top: 1px solid var(--line); }
  button { display: grid; justify-items: center; align-content: center; gap: 2px; min-height: 56px; padding: 0; border: 0; background: none; color: var(--ink-soft); font-size: 0.75rem; }
  button span { padding: 2px 16px; border-radius: var(--round); transition: background var(--fast); }
  button[aria-current] { color: var(--accent); font-weight: var(--weight-strong); }
  button[aria-current] span { background: var(--accent-soft); }
  @media (min-width: 960px) { nav { display: none; } }
`;

class SectionBar extends Component {
  static styles = [style];

  /** `sections`: `[{icon, label, element}]` in the order of the page; elements may be empty and are left out then. */
  set(sections) {
    this.sections = sections.filter(({ element }) => element?.childElementCount);
    this.buttons = this.sections.map(({ icon: name, label, element }) =>
      h("button", { type: "button", onclick: () => lead(element) }, h("span", {}, icon(name, 22)), label));
    this.show(h("nav", { "aria-label": t("app.sections") }, this.buttons));
    this.mark();
  }

  connectedCallback() {
    this.scrolled = () => (this.waiting ??= requestAnimationFrame(() => this.mark()));
    addEventListener("scroll", this.scrolled, { passive: true });
    document.documentElement.style.setProperty("--bar", "72px");
  }

  disconnectedCallback() {
    removeEventListener("scroll", this.scrolled);
    document.documentElement.style.removeProperty("--bar");
  }

  // The part that reaches over the upper third of the screen is where the reader is.
  mark() {
    this.waiting = null;
    const third = innerHeight / 3;
    const atEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
    const passed = this.sections.findLastIndex(({ element }) => element.getBoundingClientRect().top <= third);
    const here = scrollY < TOP ? 0 : atEnd ? this.sections.length - 1 : Math.max(0, passed);
    this.buttons.forEach((button, n) => (n === here ? button.setAttribute("aria-current", "true") : button.removeAttribute("aria-current")));
  }
}

function lead(element) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
  element.setAttribute("tabindex", "-1");
  element.focus({ preventScroll: true });
}

customElements.define("rr-section-bar", SectionBar);
