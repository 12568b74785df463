// Says when the line is cut, with a way to try again, and when it is back.
import { connection } from "../client/connection.js";
import { Component, css, h } from "../client/element.js";
import { icon } from "../client/icons.js";
import { onLanguage, t } from "../client/i18n.js";

const BACK_SHOWN_MS = 3000;

const style = css`
  :host { position: fixed; z-index: 20; left: 0; right: 0; bottom: var(--bar, 0px); padding: var(--s2); padding-bottom: max(var(--s2), env(safe-area-inset-bottom)); pointer-events: none; }
  .bar {
    display: flex; align-items: center; gap: var(--s1); max-width: 34rem; margin: 0 auto; padding: var(--s1) var(--s1) var(--s1) var(--s2);
    border-radius: var(--radius); background: var(--ink); color: var(--paper); box-shadow: var(--shadow-high); pointer-events: auto;
    min-height: 56px; font-size: var(--text-s); animation: rise var(--slow) var(--ease);
  }
  span { flex: 1; }
  button { min-height: var(--target); padding: 0 var(--s2); border: 0; background: transparent; color: inherit; font-weight: var(--weight-strong); text-decoration: underline; text-underline-offset: 3px; }
  button:focus-visible { outline-color: var(--paper); }
  @media (min-width: 960px) { :host { bottom: 0; } }
  @keyframes rise { from { transform: translateY(16px); opacity: 0; } }
`;

class ConnectionNotice extends Component {
  static styles = [style];

  connectedCallback() {
    this.changed = () => this.draw();
    connection.addEventListener("change", this.changed);
    this.stopLanguage = onLanguage(this.changed);
    this.setAttribute("role", "status");
    this.draw();
  }

  disconnectedCallback() {
    connection.removeEventListener("change", this.changed);
    this.stopLanguage();
  }

  draw() {
    clearTimeout(this.timer);
    if (!connection.up) {
      this.wasDown = true;
      this.show(h("div", { class: "bar" }, icon("offline", 22), h("span", {}, t(this.getAttribute("words") || "app.offline")),
        h("button", { type: "button", onclick: () => this.tell("retry") }, t("app.retry"))));
    } else if (this.wasDown) {
      this.wasDown = false;
      this.show(h("div", { class: "bar" }, icon("check", 22), h("span", {}, t("app.back_online"))));
      this.timer = setTimeout(() => this.show(), BACK_SHOWN_MS);
      this.tell("retry");
    } else this.show();
  }
}

customElements.define("rr-connection", ConnectionNotice);
