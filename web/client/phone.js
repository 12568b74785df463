// Phone numbers as people type them, made E.164 as the API wants them.

/** Where our buyers and drivers are; the first is the usual one. */
export const COUNTRIES = [
  { code: "+86" }, { code: "+852" }, { code: "+853" }, { code: "+886" }, { code: "+65" }, { code: "+60" },
  { code: "+66" }, { code: "+1" }, { code: "+44" }, { code: "+49" }, { code: "+33" }, { code: "+61" },
];

/** "+8613800138000", or null when that cannot be a number. A number typed with + or 00 keeps its own country. */
export function asInternational(country, typed) {
  const plain = typed.replace(/[\s().\u2010-\u2015-]/g, "").replace(/^00/, "+");
  const whole = plain.startsWith("+") ? plain : country + plain.replace(/^0+/, "");
  return /^\+[1-9]\d{6,14}$/.test(whole) ? whole : null;
}

/** For reading: "+86 138 0013 8000". */
export function spaced(phone) {
  const country = COUNTRIES.map(({ code }) => code).find((code) => phone.startsWith(code)) ?? "";
  return `${country} ${phone.slice(country.length).replace(/^(\d{3})(\d{4})(?=\d)/, "$1 $2 ")}`.trim();
}
