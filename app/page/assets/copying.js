// Copies an answer, a citation or a link.

import { whenClicked } from "./dom.js";
import { say } from "./saying.js";

/** Copies a text, and says so on what was pressed. */
export async function copy(pressed, text) {
  pressed.dataset.label ??= pressed.textContent; // also if it is pressed again meanwhile
  try {
    await navigator.clipboard.writeText(text);
    pressed.textContent = say("copied");
  } catch {
    pressed.textContent = say("not_copied");
  }
  setTimeout(() => (pressed.textContent = pressed.dataset.label), 2000);
}

whenClicked(".copy", (pressed) => {
  const text = pressed.closest(".card, .answer")?.querySelector(":scope > .plain")?.textContent;
  if (text) copy(pressed, text);
});
