// Switches between English and Chinese; each button speaks its own language.
import { Component, css, h } from "../client/element.js";
import { language, LANGUAGES, onLanguage, setLanguage, t } from "../client/i18n.js";
import { icon } from "../client/icons.js";

const style = css`
  :host { display: inline-block; color: inherit; }
  button {
    display: inline-flex; align-items: center; gap: 6px; min-height: var(--target); padding: 0 12px; border: 0; border-radius: var(--round);
    background: transparent; color: inherit; font-size: var(--text-s); font-weight: var(--weight-strong);
  }
  button:hover { background: var(--sunken); }
`;

class LanguageSwitch extends Component {
  static styles = [style];

  connectedCallback() {
    this.stop = onLanguage(() => this.draw());
    this.draw();
  }

  disconnectedCallback() {
    this.stop();
  }

  draw() {
    const other = Object.keys(LANGUAGES).find((tag) => tag !== language());
    this.show(h("button", {
      type: "button", lang: other === "zh" ? "zh-CN" : "en", "aria-label": `${t("app.language")}: ${LANGUAGES[other]}`,
      onclick: () => setLanguage(other),
    }, icon("globe", 20), LANGUAGES[other]));
  }
}

customElements.define("rr-language", LanguageSwitch);
