// A vehicle in words.

/** "Aurora 7 Long Range"; with the make before it where `whole`. */
export function vehicleName(vehicle, { whole = true } = {}) {
  if (!vehicle) return "";
  if (typeof vehicle === "string") return vehicle;
  return [whole && vehicle.make, vehicle.model, vehicle.trim].filter(Boolean).join(" ");
}

/** "Glacier blue". */
export const vehicleColour = (vehicle) => vehicle?.colour ?? "";
