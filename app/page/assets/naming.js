// The names that a screen reader says, where Gradio has none or another.

import { whenChanged } from "./dom.js";

function nameParts() {
  for (const message of document.querySelectorAll('[aria-label*="message:"]')) {
    message.setAttribute("aria-label", message.getAttribute("aria-label").startsWith("bot") ? "Answer" : "Question");
  }
}

whenChanged(nameParts);
