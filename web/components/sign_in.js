// Sign in by phone and code. Tells "signed-in" through the session itself; the page listens to that.
import { Component, css, h } from "../client/element.js";
import { icon } from "../client/icons.js";
import { onLanguage, t } from "../client/i18n.js";
import { kindly } from "../client/kindly.js";
import { asInternational, COUNTRIES, spaced } from "../client/phone.js";
import { controls } from "./controls.js";

const RESEND_AFTER_S = 45;
const CODE_DIGITS = 6;
const SPENT = new Set(["unknown_challenge", "too_many_tries", "challenge_used", "challenge_expired"]);

const style = css`
  form { display: grid; gap: var(--s2); }
  h1 { font-size: var(--text-2xl); letter-spacing: -0.01em; }
  .lead { color: var(--ink-soft); font-size: var(--text-l); }
  header { display: grid; gap: var(--s1); margin-bottom: var(--s1); }
  label, .label { font-size: var(--text-s); font-weight: var(--weight-strong); display: block; margin-bottom: var(--half); }
  .field { display: flex; border: 1.5px solid var(--line-strong); border-radius: var(--radius); background: var(--raised); overflow: hidden; }
  .field:focus-within { border-color: var(--accent); box-shadow: 0 0 0 3px var(--accent-soft); }
  .field.wrong { border-color: var(--bad); }
  input, select { border: 0; background: transparent; min-height: 56px; font-size: var(--text-l); min-width: 0; }
  input { flex: 1; padding: 0 var(--s2); width: 100%; }
  select { padding: 0 var(--s1) 0 var(--s2); border-right: 1px solid var(--line); max-width: 7.5rem; }
  select option { color: var(--ink); background: var(--raised); }
  input:focus-visible, select:focus-visible { outline: none; }
  .code { letter-spacing: 0.35em; font-size: var(--text-xl); font-variant-numeric: tabular-nums; text-align: center; padding-left: calc(var(--s2) + 0.35em); }
  .hint { color: var(--ink-soft); font-size: var(--text-s); }
  .error { display: flex; gap: var(--s1); color: var(--bad); font-size: var(--text-s); font-weight: var(--weight-strong); align-items: start; }
  .error:empty { display: none; }
  .button { min-height: 56px; font-size: var(--text-l); }
  .more { display: flex; justify-content: space-between; flex-wrap: wrap; gap: 0 var(--s2); }
  .more .button { min-height: var(--target); font-size: var(--text-s); padding: 0; }
`;

class SignIn extends Component {
  static styles = [controls, style];

  /** `api`, `audience` ("buyer" or "driver"), `title` and `lead` (keys of words) and an optional first `message`. */
  start({ api, audience, title = "sign_in.title", lead = "sign_in.lead", message = "" }) {
    Object.assign(this, { api, audience, heading: title, lead, message });
    this.country = COUNTRIES[0].code;
    this.phone = "";
    this.askPhone();
  }

  connectedCallback() {
    this.stopLanguage = onLanguage(() => (this.challenge ? this.askCode() : this.askPhone()));
  }

  disconnectedCallback() {
    this.stopLanguage();
    clearInterval(this.timer);
  }

  askPhone(message = this.message) {
    this.challenge = null;
    this.field = h("input", {
      id: "phone", name: "phone", type: "tel", autocomplete: "tel", inputmode: "tel", required: true,
      ".value": this.phone, "aria-describedby": "error hint", oninput: () => (this.phone = this.field.value),
    });
    const country = h("select", { "aria-label": t("sign_in.country"), onchange: () => (this.country = country.value) },
      COUNTRIES.map(({ code }) => h("option", { value: code, ".selected": code === this.country }, code)));
    this.button = h("button", { class: "button wide", type: "submit" }, t("sign_in.send"));
    this.show(h("form", { novalidate: true, onsubmit: (event) => this.sendPhone(event) },
      h("header", {}, h("h1", {}, t(this.heading)), h("p", { class: "lead" }, t(this.lead))),
      h("div", {}, h("label", { for: "phone" }, t("sign_in.phone")), h("div", { class: "field" }, country, this.field)),
      this.errorLine(message),
      this.button,
      h("p", { class: "hint", id: "hint" }, t("sign_in.phone_hint"))));
  }

  async sendPhone(event) {
    event.preventDefault();
    const phone = asInternational(this.country, this.field.value);
    if (!phone) return this.complain(t("sign_in.phone_bad"));
    this.message = "";
    await this.busy("sign_in.sending", "sign_in.send", async () => {
      this.challenge = await this.api.open("/v1/auth/challenges", { phone, audience: this.audience });
      this.sentTo = phone;
      this.askCode();
    });
  }

  askCode() {
    this.field = h("input", {
      id: "code", class: "code", name: "code", type: "text", inputmode: "numeric", autocomplete: "one-time-code",
      maxlength: CODE_DIGITS + 2, pattern: "[0-9]*", required: true, "aria-describedby": "error", oninput: () => this.codeTyped(),
    });
    this.button = h("button", { class: "button wide", type: "submit" }, t("sign_in.check"));
    this.resend = h("button", { class: "button bare", type: "button", onclick: () => this.sendAgain() });
    this.show(h("form", { novalidate: true, onsubmit: (event) => this.sendCode(event) },
      h("header", {}, h("h1", {}, t("sign_in.code_title")), h("p", { class: "lead" }, t("sign_in.code_lead", { phone: spaced(this.sentTo) }))),
      h("div", {}, h("label", { for: "code" }, t("sign_in.code")), h("div", { class: "field" }, this.field)),
      this.errorLine(""),
      this.button,
      h("div", { class: "more" }, this.resend,
        h("button", { class: "button bare", type: "button", onclick: () => (this.askPhone(""), this.field.focus()) }, t("sign_in.other_phone")))));
    this.countDown();
    this.field.focus();
  }

  codeTyped() {
    this.field.value = this.field.value.replace(/\D/g, "").slice(0, CODE_DIGITS);
    if (this.field.value.length === CODE_DIGITS) this.$("form").requestSubmit();
  }

  async sendCode(event) {
    event.preventDefault();
    if (!this.field.value || this.button.disabled) return;
    await this.busy("sign_in.checking", "sign_in.check", () => this.api.session.signIn({
      grant_type: "urn:roadreel:otp", challenge_id: this.challenge.challenge_id, code: this.field.value, device_name: deviceName(),
    }, this.sentTo));
  }

  async sendAgain() {
    this.resend.disabled = true;
    await this.busy("sign_in.check", "sign_in.check", async () => {
      this.challenge = await this.api.open("/v1/auth/challenges", { phone: this.sentTo, audience: this.audience });
      this.askCode();
    });
  }

  countDown() {
    clearInterval(this.timer);
    this.mayResendAt = Date.now() + RESEND_AFTER_S * 1000;
    const tick = () => {
      const seconds = Math.ceil((this.mayResendAt - Date.now()) / 1000);
      this.resend.disabled = seconds > 0;
      this.resend.textContent = seconds > 0 ? t("sign_in.resend_in", { seconds }) : t("sign_in.resend");
    };
    this.timer = setInterval(tick, 500);
    tick();
  }

  async busy(doing, before, work) {
    const button = this.button;
    button.disabled = true;
    button.textContent = t(doing);
    this.complain("");
    try {
      await work();
    } catch (problem) {
      this.complain(signInProblem(problem, this.challenge));
      if (this.challenge) this.field.value = "";
      if (SPENT.has(problem.code)) this.mayResendAt = 0;
      this.field.focus();
    } finally {
      button.disabled = false;
      button.textContent = t(before);
    }
  }

  errorLine(message) {
    this.error = h("p", { class: "error", id: "error", role: "alert" });
    if (message) this.complain(message);
    return this.error;
  }

  complain(message) {
    this.error.replaceChildren(...(message ? [icon("bad", 20), h("span", {}, message)] : []));
    this.field?.parentElement?.classList.toggle("wrong", Boolean(message));
    this.field?.setAttribute("aria-invalid", String(Boolean(message)));
  }
}

// Only a refused code is worded here: which word the API uses for it decides what the person does next.
function signInProblem(problem, challenge) {
  if (problem.status === 422 && !challenge) return t("sign_in.phone_bad");
  if (challenge && problem.status === 400) {
    return t(SPENT.has(problem.code) ? "sign_in.code_spent" : "sign_in.code_bad");
  }
  return kindly(problem);
}

function deviceName() {
  const system = /iPhone|iPad|Android|Windows|Macintosh|Linux/.exec(navigator.userAgent)?.[0] ?? "Browser";
  return `Web, ${system === "Macintosh" ? "Mac" : system}`;
}

customElements.define("rr-sign-in", SignIn);
