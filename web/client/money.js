// Money as people write it.
import { locale } from "./i18n.js";

/** "CN¥5,000" for `{amount: "5000.00", currency: "CNY"}`; text stays as it is. */
export function money(told) {
  if (typeof told !== "object") return String(told);
  const { amount, currency } = told;
  if (!currency || !Number.isFinite(Number(amount))) return [currency, amount].filter(Boolean).join(" ");
  const whole = Number.isInteger(Number(amount));
  try {
    const format = new Intl.NumberFormat(locale(), { style: "currency", currency, minimumFractionDigits: whole ? 0 : 2 });
    return format.format(Number(amount));
  } catch {
    return `${currency} ${amount}`; // no currency this browser knows
  }
}
