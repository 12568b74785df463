// A value that is too long to be typed: whole, and with a button that copies it.
import { css, h } from "../client/element.js";
import { t } from "../client/i18n.js";

const SAID_MS = 2_000;

export const copying = css`
  .copied { display: flex; gap: var(--s1); align-items: center; justify-content: space-between; }
  .copied code { overflow-wrap: anywhere; word-break: break-all; user-select: all; }
  .copied button { flex: none; min-height: 28px; }
  @media print { .copied button { display: none; } }
`;

/** `value` in full; `name` says to a screen reader which one is copied. */
export function copied(value, name) {
  const code = h("code", {}, value);
  const button = h("button", { class: "button bare", type: "button", "aria-label": t("proof.copy_what", { name }) }, t("proof.copy"));
  button.addEventListener("click", async () => {
    const done = await copy(value, code);
    button.textContent = t(done ? "proof.copied" : "proof.selected");
    setTimeout(() => (button.textContent = t("proof.copy")), SAID_MS);
  });
  return h("span", { class: "copied" }, code, button);
}

// Outside a secure context there is no clipboard: then it is selected, for the reader's own keys.
async function copy(value, code) {
  try {
    await navigator.clipboard.writeText(value);
    return true;
  } catch {
    getSelection().selectAllChildren(code);
    return false;
  }
}
