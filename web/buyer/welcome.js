// Signed out: what Roadreel is, and the way in.
import { Component, css, h } from "../client/element.js";
import { t } from "../client/i18n.js";
import { mark } from "../components/mark.js";
import "../components/language_switch.js";
import "../components/sign_in.js";

const style = css`
  .page { display: grid; grid-template-rows: minmax(200px, 34dvh) auto; min-height: 100vh; min-height: 100dvh; }
  .scene { position: relative; overflow: hidden; }
  .scene img { width: 100%; height: 100%; object-fit: cover; object-position: 40% 92%; display: block; }
  .scene::after { content: ""; position: absolute; inset: 0 0 auto; height: 120px; background: linear-gradient(rgb(10 32 25 / 62%), transparent); }
  .top { z-index: 1; position: absolute; inset: 0 0 auto; display: flex; justify-content: space-between; align-items: center; padding: var(--s1) var(--s1) 0 var(--s2); color: #fffaf2; }
  .top rr-language { --sunken: rgb(255 255 255 / 16%); }
  .sheet { position: relative; margin-top: -24px; border-radius: var(--radius-l) var(--radius-l) 0 0; background: var(--paper); padding: var(--s4) var(--s2) calc(var(--s4) + env(safe-area-inset-bottom)); }
  rr-sign-in { max-width: 26rem; margin: 0 auto; }
  @media (min-width: 900px) {
    .page { grid-template: 100vh / 1.15fr 1fr; grid-template-rows: 100dvh; }
    .scene img { object-position: 50% 100%; }
    .sheet { margin: 0; border-radius: 0; display: grid; align-items: center; padding: var(--s8) var(--s6); }
    rr-sign-in { width: 100%; }
  }
`;

class Welcome extends Component {
  static styles = [style];

  start({ api, message }) {
    const signIn = h("rr-sign-in");
    this.show(h("div", { class: "page" },
      h("div", { class: "scene" }, h("img", { src: "/web/pictures/road.svg", alt: "" }),
        h("div", { class: "top" }, mark(t("app.name")), h("rr-language"))),
      h("div", { class: "sheet" }, signIn)));
    signIn.start({ api, audience: "buyer", message });
  }
}

customElements.define("rr-welcome", Welcome);
