// Signed out: one thing to do.
import { Component, css, h } from "../client/element.js";
import { t } from "../client/i18n.js";
import { mark } from "../components/mark.js";
import { screen, top } from "./screen.js";
import "../components/language_switch.js";
import "../components/sign_in.js";

const style = css`rr-sign-in { max-width: 30rem; margin: var(--s4) auto 0; }`;

class Entrance extends Component {
  static styles = [screen, style];

  start({ api, message }) {
    const signIn = h("rr-sign-in");
    this.show(h("div", { class: "screen" }, top(mark(t("app.name")), h("rr-language")), signIn));
    signIn.start({ api, audience: "driver", title: "carrier.title", lead: "carrier.lead", message });
  }
}

customElements.define("rr-entrance", Entrance);
