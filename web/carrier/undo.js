// What was marked last, and a way to take it back while it is not sent.
import { Component, css, h } from "../client/element.js";
import { icon } from "../client/icons.js";
import { t } from "../client/i18n.js";

const style = css`
  :host { position: fixed; z-index: 18; left: 0; right: 0; top: 0; padding: var(--s1) var(--s2); padding-top: max(var(--s1), env(safe-area-inset-top)); pointer-events: none; }
  .bar { display: flex; align-items: center; gap: var(--s1); max-width: 38rem; margin: 0 auto; min-height: 72px; padding: 0 0 0 var(--s2); border-radius: var(--radius); background: var(--ink); color: var(--paper); box-shadow: var(--shadow-high); pointer-events: auto; font-weight: var(--weight-strong); }
  span { flex: 1; }
  button { min-height: 72px; padding: 0 var(--s3); border: 0; border-left: 2px solid color-mix(in srgb, var(--paper) 30%, transparent); background: none; color: inherit; font-weight: 700; font-size: var(--text-l); }
  button:focus-visible { outline-color: var(--paper); outline-offset: -4px; }
`;

class Undo extends Component {
  static styles = [style];

  start({ outbox }) {
    this.outbox = outbox;
    this.setAttribute("role", "status");
    outbox.addEventListener("change", () => this.draw());
  }

  async draw() {
    clearTimeout(this.timer);
    const now = Date.now();
    const entry = (await this.outbox.all()).findLast(({ state, not_before }) => state === "waiting" && not_before > now);
    if (!entry) return this.show();
    this.timer = setTimeout(() => this.draw(), entry.not_before - now);
    if (entry.n === this.shown && this.$(".bar")) return undefined;
    this.shown = entry.n;
    return this.show(h("div", { class: "bar" }, icon("check", 28), h("span", {}, t(`reported.${entry.event?.type ?? "refused"}`)),
      h("button", { type: "button", onclick: () => this.outbox.remove(entry.n) }, t("trip.undo"))));
  }
}

customElements.define("rr-undo", Undo);
