// Addresses inside the page, in the fragment, so that the back button and bookmarks work.

/** `{view, id?}` of a fragment. */
export function routeOf(hash) {
  const parts = hash.replace(/^#\/?/, "").split("/").filter(Boolean);
  if (parts[0] === "orders" && parts[1]) return { view: "order", id: decodeURIComponent(parts[1]) };
  return { view: "orders" };
}

/** The handoff code of `#handoff=CODE`, or null. */
export function handoffOf(hash) {
  return new URLSearchParams(hash.replace(/^#/, "")).get("handoff");
}
