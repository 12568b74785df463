// Our own line icons: 24 x 24, one stroke, the colour of the text around them. A path that begins with "*" is filled.

const PATHS = {
  truck: ["M2 16V7h11v9", "M13 10h4.5L22 13.5V16h-2", "M9 16h6", "M2 16h1", "M6 18.5a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4Z", "M17.5 18.5a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4Z"],
  rail: ["M6 4h12a1.5 1.5 0 0 1 1.5 1.5V15a2 2 0 0 1-2 2h-11a2 2 0 0 1-2-2V5.5A1.5 1.5 0 0 1 6 4Z", "M4.5 11h15", "M12 4v7", "M8 14h.01", "M16 14h.01", "M8 17l-2.5 4", "M16 17l2.5 4", "M7 19.5h10"],
  vessel: ["M3 15h18l-2.5 5H6L3 15Z", "M6 15v-5h12v5", "M9 10V5h5v5", "M14 7h3"],
  driven: ["M3 16v-3.5L5.5 7.5h11L20 12l1.5 1v3h-2", "M8.5 16h7", "M3 16h.5", "M4.5 12H19", "M6 18a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z", "M17.5 18a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z"],
  storage: ["M3 20V9l9-5 9 5v11", "M7 20v-8h10v8", "M7 16h10"],
  plant: ["M3 20V10l5 3.5V10l5 3.5V10l5 3.5V4h3v16H3Z", "M8 17h.01", "M12 17h.01", "M16 17h.01"],
  ordered: ["M6 3h9l4 4v14H6V3Z", "M14.5 3v5H19", "M9 13l2 2 4-4"],
  vin: ["M4 5h3M4 5v14M4 19h3", "M20 5h-3M20 5v14M20 19h-3", "M9 9v6", "M12 9v6", "M15 9v6"],
  key: ["M8 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8Z", "M12 12h9v3", "M17 12v3"],
  pin: ["M12 21s7-6.2 7-11.5A7 7 0 0 0 5 9.5C5 14.8 12 21 12 21Z", "M12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z"],
  clock: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z", "M12 7v5l3.5 2"],
  calendar: ["M4 6h16v14H4V6Z", "M4 10h16", "M8 3v5", "M16 3v5"],
  play: ["*M8 5.2v13.6a.8.8 0 0 0 1.2.7l11-6.8a.8.8 0 0 0 0-1.4l-11-6.8A.8.8 0 0 0 8 5.2Z"],
  film: ["M3 5h18v14H3V5Z", "M7.5 5v14", "M16.5 5v14", "M3 9.7h4.5", "M3 14.3h4.5", "M16.5 9.7H21", "M16.5 14.3H21"],
  camera: ["M3 7h11v10H3V7Z", "M14 10.5 21 7v10l-7-3.5"],
  gallery: ["M3 5h18v14H3V5Z", "M3 16l5-5 5 5", "M12 15l3-3 6 5", "M16 9h.01"],
  check: ["M5 12.5 10 17.5 19.5 7"],
  warn: ["M12 4 22 20H2L12 4Z", "M12 10v4.5", "M12 17h.01"],
  bad: ["M8 3h8l5 5v8l-5 5H8l-5-5V8l5-5Z", "M12 8v5", "M12 16h.01"],
  hold: ["M5 4h14v16H5V4Z", "M10 9v6", "M14 9v6"],
  info: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z", "M12 11v5", "M12 8h.01"],
  note: ["M4 5h16v11h-9l-4 4v-4H4V5Z", "M8 9h8", "M8 12h5"],
  shield: ["M12 3 20 6v6c0 4.5-3.4 7.6-8 9-4.6-1.4-8-4.5-8-9V6l8-3Z", "M8.5 12l2.5 2.5L15.5 10"],
  service: ["M12 3v4", "M12 17v4", "M3 12h4", "M17 12h4", "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8Z"],
  back: ["M15 5l-7 7 7 7"],
  next: ["M9 5l7 7-7 7"],
  down: ["M5 9l7 7 7-7"],
  globe: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z", "M3 12h18", "M12 3c3 3 3.5 6 3.5 9s-.5 6-3.5 9c-3-3-3.5-6-3.5-9S9 6 12 3Z"],
  leave: ["M13 4H5v16h8", "M10 12h11", "M17 8l4 4-4 4"],
  upload: ["M12 16V5", "M7 9.5 12 4.5l5 5", "M4 16v4h16v-4"],
  offline: ["M3 3l18 18", "M5 12.5c1.2-1.2 2.6-2 4.2-2.5", "M13.5 9.7c2 .4 3.9 1.3 5.5 2.8", "M2 9c1.5-1.4 3.2-2.4 5-3.1", "M11 5c4-.2 8 1.2 11 4", "M8.5 16c1.9-1.9 5.1-1.9 7 0", "M12 19.5h.01"],
  search: ["M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Z", "M15.5 15.5 21 21"],
  again: ["M20 12a8 8 0 1 1-2.6-5.9", "M20 3v4.5h-4.5"],
  close: ["M6 6l12 12", "M18 6 6 18"],
  flag: ["M6 21V4", "M6 5c4-2 7 2 12 0v9c-5 2-8-2-12 0"],
  phone: ["M7 2.5h10v19H7v-19Z", "M11 18.5h2"],
  plus: ["M12 5v14", "M5 12h14"],
  pen: ["M4 20l1-4L16.5 4.5a2.1 2.1 0 0 1 3 3L8 19l-4 1Z", "M14.5 6.5l3 3"],
  call: ["M6.5 3.5h3l1.5 4-2 1.5a11 11 0 0 0 6 6l1.5-2 4 1.5v3a2 2 0 0 1-2.2 2A17 17 0 0 1 4.5 5.7a2 2 0 0 1 2-2.2Z"],
  card: ["M3 6h18v12H3V6Z", "M3 10h18", "M7 14.5h4"],
  bag: ["M5 8h14l1 13H4L5 8Z", "M9 11V7a3 3 0 0 1 6 0v4"],
  quiet: ["M19.5 14.5A8 8 0 1 1 10 4.2a6.5 6.5 0 0 0 9.5 10.3Z"],
  journey: ["M6 7a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z", "M18 21a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z", "M6 7v3a3 3 0 0 0 3 3h6a3 3 0 0 1 3 3v1"],
  spark: ["M12 3v5", "M12 16v5", "M3 12h5", "M16 12h5", "M6 6l2.5 2.5", "M15.5 15.5 18 18", "M18 6l-2.5 2.5", "M8.5 15.5 6 18"],
  full: ["M4 9V4h5", "M20 9V4h-5", "M4 15v5h5", "M20 15v5h-5"],
};

const SVG = "http://www.w3.org/2000/svg";

/** An icon as an `<svg>`, hidden from screen readers: the words beside it speak. */
export function icon(name, size = 24) {
  const svg = document.createElementNS(SVG, "svg");
  const attributes = {
    viewBox: "0 0 24 24", width: size, height: size, fill: "none", stroke: "currentColor",
    "stroke-width": size > 40 ? 1.5 : 1.75, "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true",
  };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  for (const path of PATHS[name] ?? PATHS.info) svg.append(pathOf(path));
  return svg;
}

function pathOf(text) {
  const path = document.createElementNS(SVG, "path");
  const filled = text.startsWith("*");
  path.setAttribute("d", filled ? text.slice(1) : text);
  if (filled) path.setAttribute("fill", "currentColor");
  return path;
}

const OF_STAGE = { truck: "truck", rail: "rail", vessel: "vessel", driven: "driven" };
const OF_MILESTONE = {
  ordered: "ordered", vin_assigned: "vin", in_production: "plant", built: "plant", ready_to_ship: "flag",
  in_transit: "truck", in_storage: "storage", available_for_pickup: "key", out_for_delivery: "truck", delivered: "key",
};
const OF_KIND = {
  milestone: "flag", event: "truck", clip: "film", eta: "calendar", inspection: "shield",
  case: "note", note: "note", service: "service", correction: "again",
};

/** The icon of a stage: how it moves, or that it stays. */
export const stageIcon = (stage) => OF_STAGE[stage?.mode] ?? "storage";

/** The icon of a milestone. */
export const milestoneIcon = (milestone) => OF_MILESTONE[milestone] ?? "flag";

/** The icon of a timeline entry. */
export function entryIcon(entry) {
  if (entry.code?.startsWith("damage_")) return "bad";
  if (entry.kind === "milestone") return milestoneIcon(entry.code);
  if (entry.kind === "event" && entry.stage) return stageIcon(entry.stage);
  return OF_KIND[entry.kind] ?? "info";
}
