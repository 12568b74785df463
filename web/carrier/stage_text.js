// A stage in a carrier's words.
import { t } from "../client/i18n.js";
import { window } from "../client/time.js";
import { vehicleColour, vehicleName } from "../components/vehicle.js";

const TAIL = 6;

/** What is kept of a stage beside an upload: enough to show it without asking again. */
export function stageOf(told) {
  const car = told.cars?.[0] ?? told;
  return {
    id: told.id ?? told.stage_id, kind: told.kind, mode: told.mode, vin: car.vin ?? null, vehicle: told.vehicle ?? car.vehicle,
    from_place: told.from_place ?? told.place ?? null, to_place: told.to_place ?? null, status: told.status ?? told.state ?? null,
    planned_start: told.planned_start ?? null, planned_end: told.planned_end ?? null, shot_list: told.shot_list ?? [],
  };
}

export const carName = (stage) => [vehicleName(stage.vehicle), vehicleColour(stage.vehicle)].filter(Boolean).join(" · ");

/** The last six characters of the VIN, which is what people look for on the windscreen. */
export const vinTail = ({ vin }) => (vin ? vin.slice(-TAIL) : "");

export function route(stage) {
  const [from, to] = [stage.from_place?.name, stage.to_place?.name];
  if (!from || !to || from === to) return t("carrier.stay", { place: from ?? to ?? "" });
  return t("carrier.route", { from, to });
}

export function planned(stage) {
  if (!stage.planned_start) return "";
  return t("carrier.planned", { when: window(stage.planned_start, stage.planned_end, stage.from_place?.time_zone) });
}
