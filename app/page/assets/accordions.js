// Gradio's accordions say whether they are open; a <details> does by itself.

import { whenChanged, whenClicked } from "./dom.js";

function tell() {
  for (const heading of document.querySelectorAll("button.label-wrap")) {
    heading.setAttribute("aria-expanded", heading.classList.contains("open"));
  }
}

whenChanged(tell);
whenClicked("button.label-wrap", () => requestAnimationFrame(tell)); // when Gradio has opened it
