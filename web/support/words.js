// What only the console says.
import { addWords } from "../client/i18n.js";
import en from "../words/support_en.js";
import zh from "../words/support_zh.js";

addWords({ en, zh });
