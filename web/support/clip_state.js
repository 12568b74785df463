// How a clip stands, in a shape and a colour.
import { word } from "../client/i18n.js";
import { state } from "./look.js";

const TONES = { published: "good", held: "warn", rejected: "bad", failed: "bad" };

export const clipState = (status) => state(word("clip_status", status), TONES[status] ?? "calm");
