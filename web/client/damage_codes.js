// The table of damage codes of this installation, in the reader's language; kept for when there is no line.
import { language } from "./i18n.js";

const PARTS = ["areas", "types", "severities"];

/** `{areas, types, severities}`, each a Map from code to label. Raises a Problem when it was never read before. */
export async function damageCodes(api) {
  const key = `roadreel.damage_codes.${language()}`;
  try {
    const table = await api.get("/v1/damage-codes");
    localStorage.setItem(key, JSON.stringify(table));
    return asMaps(table);
  } catch (problem) {
    const kept = localStorage.getItem(key);
    if (!kept) throw problem;
    return asMaps(JSON.parse(kept));
  }
}

const asMaps = (table) => Object.fromEntries(PARTS.map((part) => [part, new Map(table[part].map(({ code, label }) => [code, label]))]));

/** "front bumper, scratched, up to 7.5 cm". */
export function damageText({ area, type, severity }, codes, join) {
  return [codes.areas.get(area), codes.types.get(type), codes.severities.get(String(severity))].filter(Boolean).join(join);
}
