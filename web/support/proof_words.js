// What a proof says about clocks, hiding and credentials, in sentences.
import { locale, t, word } from "../client/i18n.js";

const HIDDEN = ["faces", "plates", "labels", "boxes"];
const UNITS = [["second", 1, 90], ["minute", 60, 5_400], ["hour", 3_600, 172_800], ["day", 86_400, Infinity]];

/** "6 minutes": rounded to what matters at that length. */
export function lasting(seconds) {
  const [unit, each] = UNITS.find(([, , below]) => seconds < below);
  return new Intl.NumberFormat(locale(), { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: 0 }).format(seconds / each);
}

export function clocksText({ clocks, clocks_apart_s: apart }) {
  if (clocks === "agree") return t("proof.clocks_agree");
  return clocks === "disagree" ? t("proof.clocks_disagree", { apart: lasting(apart) }) : t("proof.clocks_unknown");
}

export function hiddenText({ looked_for: looked, proof }) {
  if (!looked) return t("proof.hidden_unknown");
  const found = HIDDEN.filter((name) => proof.hidden[name] > 0).map((name) => `${word("hidden", name)} ${proof.hidden[name]}`);
  if (!found.length) return t("proof.hidden_nothing");
  return t("proof.hidden_some", { what: found.join(t("list.join")), seconds: lasting(proof.hidden.seconds ?? 0) });
}

/** About the source's own Content Credentials: what was found, and what that is worth. */
export const sourceText = (credentials) => t(`proof.source_${credentials?.state ?? "none"}`);

export const signedText = ({ signed }) => t(signed ? "proof.signed" : "proof.not_signed");
