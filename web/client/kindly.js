// A problem as one sentence for a person. The API's own `detail` is in the reader's language, so it is shown for
// what the person can mend (4xx); for the rest we say what it means for them.
import { t } from "./i18n.js";

export function kindly(problem) {
  if (problem.offline) return t("problem.offline");
  if (problem.status === 429) return t("problem.too_often", { seconds: Math.ceil(problem.retryAfter ?? 0) });
  if (problem.status >= 500) return t("problem.server");
  if (problem.status === 404) return t("problem.not_found");
  if (problem.status === 401) return t("problem.signed_out");
  return Object.values(problem.errors ?? {}).flat().find((text) => typeof text === "string") || problem.detail || t("problem.other");
}
