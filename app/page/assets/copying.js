// Copies an answer or a citation.

import { whenClicked } from "./dom.js";

async function copy(pressed) {
  const text = pressed.closest(".card, .answer")?.querySelector(":scope > .plain")?.textContent;
  if (!text) return;
  const label = pressed.textContent;
  try {
    await navigator.clipboard.writeText(text);
    pressed.textContent = "Copied";
  } catch {
    pressed.textContent = "The browser did not let it be copied";
  }
  setTimeout(() => (pressed.textContent = label), 2000);
}

whenClicked(".copy", copy);
