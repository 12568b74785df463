// Lines of the audit.
import { h } from "../client/element.js";
import { t, word } from "../client/i18n.js";
import { table, when } from "./look.js";

const PAGES = { order: "orders", clip: "clips" };

export function auditTable(lines) {
  const heads = [t("console.at"), t("console.who"), t("console.did"), t("console.subject"), t("console.reason")];
  return table(t("console.audit"), heads, lines.map((line) => [
    when(line.at), line.actor.name ?? word("audience", line.actor.audience), word("action", line.action), subject(line.subject), line.reason,
  ]));
}

function subject({ kind, id }) {
  if (!id) return word("subject", kind);
  return kind in PAGES ? h("a", { href: `#/${PAGES[kind]}/${id}` }, word("subject", kind)) : `${word("subject", kind)} ${id.slice(-6)}`;
}
