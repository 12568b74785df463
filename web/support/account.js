// One's own password and authenticator.
import { Component, css, h } from "../client/element.js";
import { t, word } from "../client/i18n.js";
import { controls } from "../components/controls.js";
import { complain, errorLine, facts, look } from "./look.js";

const style = css`form { display: grid; gap: var(--s2); max-width: 24rem; }`;

class Account extends Component {
  static styles = [controls, look, style];

  async start({ api }) {
    this.api = api;
    this.error = errorLine();
    const me = await api.get("/v1/me").catch((problem) => (complain(this.error, problem), null));
    this.totp = h("div");
    this.show(h("h1", {}, t("console.account")), this.error,
      me && facts([[t("console.name"), me.name], [t("console.email"), me.email], [t("console.role"), word("role", me.role)]]),
      h("h2", {}, t("console.authenticator")), h("p", { class: "soft" }, t("console.authenticator_lead")), this.totp,
      h("h2", {}, t("console.change_password")), this.passwordForm());
    this.totp.replaceChildren(this.offerForm());
  }

  offerForm() {
    return this.form([["password", t("console.password"), { type: "password", autocomplete: "current-password" }]], t("console.authenticator_get"),
      async ({ password }) => this.confirm(await this.api.post("/v1/support/totp", { password })));
  }

  confirm({ secret, uri }) {
    const enrolled = () => this.totp.replaceChildren(h("p", { role: "status" }, t("console.authenticator_done")));
    this.totp.replaceChildren(
      facts([[t("console.secret"), h("code", {}, secret)], [t("console.secret_link"), h("a", { href: uri }, t("console.open"))]]),
      this.form([["code", t("console.totp"), { inputmode: "numeric", autocomplete: "one-time-code", maxlength: "6" }]], t("console.authenticator_confirm"),
        async ({ code }) => { await this.api.post("/v1/support/totp/confirm", { code }); enrolled(); }));
  }

  passwordForm() {
    const fields = [["current", t("console.password"), { type: "password", autocomplete: "current-password" }], ["new", t("console.password_new"), { type: "password", autocomplete: "new-password", minlength: "10" }]];
    return this.form(fields, t("console.change_password"), async (values) => { await this.api.post("/v1/support/password", values); this.api.session.drop(); });
  }

  form(fields, label, work) {
    const error = errorLine();
    const form = h("form", {
      onsubmit: async (event) => {
        event.preventDefault();
        complain(error, null);
        await work(Object.fromEntries(new FormData(form))).catch((problem) => complain(error, problem));
      },
    }, fields.map(([name, text, about]) => h("label", {}, text, h("input", { name, required: true, ...about }))), error, h("button", { class: "button", type: "submit" }, label));
    return form;
  }
}

customElements.define("rr-console-account", Account);
