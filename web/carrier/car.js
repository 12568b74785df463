// One car as a carrier sees it: the tail of its VIN large, then what it is, where it goes, and when.
import { h } from "../client/element.js";
import { icon, stageIcon } from "../client/icons.js";
import { t } from "../client/i18n.js";
import { pill } from "../components/eta.js";
import { carName, planned, route, vinTail } from "./stage_text.js";

const PILLS = { in_progress: ["good", "truck"], done: ["calm", "check"] };

/** `short` leaves out the planned times and how far the stage has come. */
export function car(stage, { short = false } = {}) {
  const tail = vinTail(stage);
  return h("div", { class: "car" },
    h("span", { class: "disc" }, icon(stageIcon(stage), 32)),
    h("span", { class: "tail", "aria-label": tail ? t("carrier.vin_tail", { tail: [...tail].join(" ") }) : null }, tail || t("carrier.no_vin")),
    h("span", { class: "name" }, carName(stage)),
    !short && PILLS[stage.status] && h("span", { class: "state" }, pill(...PILLS[stage.status], t(`stage.${stage.status}`))),
    h("span", { class: "where" }, route(stage)),
    !short && h("span", { class: "planned" }, planned(stage)));
}
