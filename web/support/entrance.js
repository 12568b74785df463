// Sign in with address, password and, where one is enrolled, the authenticator's code.
import { Component, css, h } from "../client/element.js";
import { t } from "../client/i18n.js";
import { controls } from "../components/controls.js";
import { mark } from "../components/mark.js";
import { complain, errorLine, look } from "./look.js";
import "../components/language_switch.js";

const style = css`
  form { display: grid; gap: var(--s2); max-width: 24rem; margin: 12vh auto 0; }
  .row { justify-content: space-between; }
`;

class Entrance extends Component {
  static styles = [controls, look, style];

  start({ api }) {
    this.api = api;
    const field = (name, label, about) => h("label", {}, label, h("input", { name, required: true, ...about }));
    this.code = field("totp", t("console.totp"), { inputmode: "numeric", autocomplete: "one-time-code", maxlength: "6", required: false });
    this.code.hidden = true;
    this.error = errorLine();
    this.form = h("form", { onsubmit: (event) => this.enter(event) },
      h("div", { class: "row" }, mark(t("app.name")), h("rr-language")),
      h("h1", {}, t("console.title")),
      field("username", t("console.email"), { type: "email", autocomplete: "username" }),
      field("password", t("console.password"), { type: "password", autocomplete: "current-password" }),
      this.code, this.error,
      h("button", { class: "button wide", type: "submit" }, t("sign_in.check")));
    this.show(this.form);
    this.form.username.focus();
  }

  async enter(event) {
    event.preventDefault();
    const { username, password, totp } = this.form;
    const grant = { grant_type: "password", username: username.value, password: password.value };
    try {
      await this.api.session.signIn(totp.value ? { ...grant, totp: totp.value } : grant);
    } catch (problem) {
      this.refused(problem);
    }
  }

  refused(problem) {
    const first = problem.code === "totp_required" && this.code.hidden;
    if (problem.code === "totp_required" || problem.code === "wrong_totp") {
      this.code.hidden = false;
      this.form.totp.value = "";
      this.form.totp.focus();
    }
    complain(this.error, first ? null : problem);
  }
}

customElements.define("rr-console-entrance", Entrance);
