// What a phone keeps in localStorage for one driver: whoever signs in after them does not see it.

/** The row under `key` when it is this person's; null when there is none. */
export function readMine(key, person) {
  const row = JSON.parse(localStorage.getItem(key) || "null");
  return row?.by === person ? row : null;
}

/** Keep a row for this person. */
export const keepMine = (key, person, row) => localStorage.setItem(key, JSON.stringify({ ...row, by: person }));
