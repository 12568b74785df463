// What only the carrier's page says.
import { addWords } from "../client/i18n.js";
import en from "../words/carrier_en.js";
import zh from "../words/carrier_zh.js";

addWords({ en, zh });
