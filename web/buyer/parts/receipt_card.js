// What the buyer signed for, and until when something may be added.
import { h } from "../../client/element.js";
import { t } from "../../client/i18n.js";
import * as time from "../../client/time.js";
import { card, line } from "./look.js";

/** The receipt; null while nobody signed. */
export function receipt({ id, receipt: signed }) {
  if (!signed) return null;
  const open = Date.parse(signed.open_until) > Date.now();
  const noted = signed.condition === "with_remarks";
  return card(t("receipt.card"), "receipt",
    h("p", { class: "big" }, t(`receipt.${signed.condition}`)),
    line("pen", t("receipt.signed", { name: signed.signed_by, when: time.dayAndTime(signed.received_at) })),
    noted && signed.damages.length > 0 && line("bad", t("receipt.damages", { n: signed.damages.length })),
    signed.remarks && line("note", signed.remarks),
    open && [line("clock", t("receipt.open", { when: time.dayAndTime(signed.open_until) })),
      h("a", { class: "button quiet", href: `#/orders/${id}/receipt` }, t("receipt.more"))]);
}
