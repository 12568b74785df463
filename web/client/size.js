// How large a file is, in the unit that says most.
import { locale } from "./i18n.js";

/** "12.3 MB", or "7 kB" of what is smaller; `whole` is the size whose unit a part of it is told in. */
export function sizeOf(bytes, whole = bytes) {
  if (whole < 1e6) return inUnit("kilobyte", Math.ceil(bytes / 1e3), 0); // a byte is not "0 kB"
  return inUnit("megabyte", bytes / 1e6, whole < 10e6 ? 1 : 0);
}

const inUnit = (unit, n, digits) =>
  new Intl.NumberFormat(locale(), { style: "unit", unit, maximumFractionDigits: digits, minimumFractionDigits: digits }).format(n);
