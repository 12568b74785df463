// A problem as one sentence for a person: by its code where we have words for it, else the API's own sentence where
// the reader can read it, else what it means for them.
import { known, language, t } from "./i18n.js";

const CHINESE = /[\u4e00-\u9fff]/;

export function kindly(problem) {
  if (problem.offline) return t("problem.offline");
  if (problem.status === 429) return t("problem.too_often", { seconds: Math.ceil(problem.retryAfter ?? 0) });
  if (problem.status >= 500) return t("problem.server");
  if (problem.status === 404) return t("problem.not_found");
  if (problem.status === 401) return t("problem.signed_out");
  if (known(`problem.${problem.code}`)) return t(`problem.${problem.code}`);
  return readable(problem) || t("problem.other");
}

function readable({ errors, detail }) {
  const sentence = Object.values(errors ?? {}).flat().find((text) => typeof text === "string") || detail || "";
  return CHINESE.test(sentence) === (language() === "zh") ? sentence : "";
}
