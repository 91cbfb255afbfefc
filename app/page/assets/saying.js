// The page's own words, in the language that the server has chosen for this browser.

import { language, words } from "./words.js"; // made by the server

export { language };
const form = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(language);

/** The words of that name, with what stands for the names in braces. Of two forms, `count` of the values tells which. */
export function say(name, values = {}) {
  const entry = words[name];
  const text = typeof entry === "string" ? entry : entry[form.select(values.count) === "one" ? 0 : 1];
  return text.replace(/\{(\w+)\}/g, (_, key) => (typeof values[key] === "number" ? numbers.format(values[key]) : values[key]));
}

document.documentElement.lang = language;
