// Which language, and its words: what all pages say, and what a page adds with `addWords`. A page is drawn again when
// the language changes.
import en from "../words/en.js";
import zh from "../words/zh.js";

const WORDS = { en: { ...en }, zh: { ...zh } };
const KEY = "roadreel.language";
const changes = new EventTarget();
let current = localStorage.getItem(KEY) || fromBrowser();

function fromBrowser() {
  const wished = navigator.languages?.length ? navigator.languages : [navigator.language || "en"];
  return wished.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag in WORDS) ?? "en";
}

/** Add a page's own words, `{en: {...}, zh: {...}}`, before it draws anything. */
export function addWords(more) {
  for (const [tag, words] of Object.entries(WORDS)) Object.assign(words, more[tag]);
}

export const LANGUAGES = { en: "English", zh: "中文" };

/** "en" or "zh". */
export const language = () => current;

/** The language for Intl. */
export const locale = () => (current === "zh" ? "zh-CN" : "en-GB");

export function setLanguage(tag) {
  if (!(tag in WORDS) || tag === current) return;
  current = tag;
  localStorage.setItem(KEY, tag);
  tellDocument();
  changes.dispatchEvent(new Event("change"));
}

/** Call `listener` on every change of language; returns how to stop. */
export function onLanguage(listener) {
  changes.addEventListener("change", listener);
  return () => changes.removeEventListener("change", listener);
}

/** The text of `key` with `{name}` filled in; a text that is a function gets the parameters. */
export function t(key, params = {}) {
  const text = WORDS[current][key] ?? WORDS.en[key];
  if (text === undefined) return readable(key);
  if (typeof text === "function") return text(params);
  return text.replace(/\{(\w+)\}/g, (whole, name) => params[name] ?? whole);
}

/** Whether there is a text for the key. */
export const known = (key) => key in WORDS.en;

/** The word of a closed list that may grow: `word("milestone", "built")`; unknown ones are made readable. */
export const word = (list, value) => (known(`${list}.${value}`) ? t(`${list}.${value}`) : readable(value));

function readable(code) {
  const plain = String(code).split(".").pop().replaceAll("_", " ");
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

function tellDocument() {
  document.documentElement.lang = current === "zh" ? "zh-CN" : "en";
}

if (globalThis.document) tellDocument();
addEventListener("storage", (event) => event.key === KEY && event.newValue && setLanguage(event.newValue));
