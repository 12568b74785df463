// Addresses inside the page, in the fragment, so that the back button and bookmarks work.

const OF_ORDER = new Set(["receipt", "change"]);

/** `{view, id?}` of a fragment. */
export function routeOf(hash) {
  const parts = hash.replace(/^#\/?/, "").split("/").filter(Boolean);
  const id = parts[1] && decodeURIComponent(parts[1]);
  if (parts[0] === "orders" && id) return { view: OF_ORDER.has(parts[2]) ? parts[2] : "order", id };
  return { view: "orders" };
}

/** The handoff code of `#handoff=CODE`, or null. */
export function handoffOf(hash) {
  return new URLSearchParams(hash.replace(/^#/, "")).get("handoff");
}
