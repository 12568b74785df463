// What only the buyer's page says.
import { addWords } from "../client/i18n.js";
import en from "../words/buyer_en.js";
import zh from "../words/buyer_zh.js";

addWords({ en, zh });
