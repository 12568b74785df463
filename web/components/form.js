// What forms are made of: labelled fields, choices as large as a thumb, and what is wrong with a field beside it.
import { css, h } from "../client/element.js";
import { icon } from "../client/icons.js";

export const forms = css`
  form { display: grid; gap: var(--s3); }
  fieldset { border: 0; margin: 0; padding: 0; min-width: 0; display: grid; gap: var(--s1); }
  legend, .field label { font-weight: var(--weight-strong); padding: 0; margin-bottom: var(--s1); }
  .field { display: grid; }
  .hint { color: var(--ink-soft); font-size: var(--text-s); }
  .wrong { display: flex; gap: 6px; align-items: center; color: var(--bad); font-weight: var(--weight-strong); font-size: var(--text-s); }
  input:not([type="radio"], [type="checkbox"]), textarea { width: 100%; min-height: max(52px, var(--target)); padding: 12px var(--s2); border: 1px solid var(--line-strong); border-radius: var(--radius); background: var(--surface); color: inherit; font: inherit; }
  textarea { min-height: 96px; resize: vertical; }
  input:focus-visible, textarea:focus-visible { outline-offset: 0; }
  .choices { display: grid; gap: var(--s1); grid-template-columns: repeat(auto-fit, minmax(min(100%, 8.5rem), 1fr)); }
  .choices.one { grid-template-columns: minmax(0, 1fr); }
  .choice { position: relative; display: flex; align-items: center; gap: 10px; min-height: max(52px, var(--target)); padding: var(--s1) 12px; border: 1px solid var(--line-strong); border-radius: var(--radius); background: var(--surface); line-height: var(--leading-tight); cursor: pointer; }
  .choice input { position: absolute; opacity: 0; inset: 0; }
  .choice .tick { display: grid; place-items: center; width: 24px; height: 24px; flex: none; border: 2px solid var(--line-strong); border-radius: var(--round); color: transparent; }
  .choice:has(input:checked) { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); background: var(--accent-soft); font-weight: var(--weight-strong); }
  .choice:has(input:checked) .tick { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
  .choice:has(input:focus-visible) { outline: 3px solid var(--accent); outline-offset: 2px; }
`;

/** A label above its control, with a hint below. */
export function field(label, control, hint = "") {
  return h("div", { class: "field" }, h("label", { for: control.id }, label), control, hint && h("p", { class: "hint" }, hint));
}

/** One of several: `options` are `[value, text]`; `chosen` is checked. */
export function choices(legend, name, options, { chosen, onchange, one = false } = {}) {
  return h("fieldset", {}, h("legend", {}, legend), h("div", { class: one ? "choices one" : "choices" }, options.map(([value, text]) =>
    h("label", { class: "choice" }, h("input", { type: "radio", name, value, required: true, checked: value === chosen, onchange: () => onchange?.(value) }),
      h("span", { class: "tick" }, icon("check", 16)), h("span", {}, text)))));
}

/** What is wrong, said at once to whoever cannot see it. */
export const wrong = (text) => h("p", { class: "wrong", role: "alert" }, icon("bad", 20), h("span", {}, text));
