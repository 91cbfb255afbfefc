// The names that a screen reader says, where Gradio has none or another, or speaks another language than the page.

import { whenChanged } from "./dom.js";
import { say } from "./saying.js";

const THUMBS = [["dislike", "disliked"], ["like", "liked"]]; // as they stand: to be pressed, and pressed

const isPressed = (button) => button.style.color.includes("accent"); // Gradio shows it by nothing else

function name(part, said) {
  if (part.getAttribute("aria-label") === said) return;
  part.setAttribute("aria-label", said);
  if (part.title) part.title = said;
}

/** Gradio heads a message with its kind in English, whatever title it has. */
function entitle(toast, said) {
  const text = toast.querySelector(".toast-title")?.firstChild;
  if (text && text.data.trim() !== said) text.data = `${said} `;
  const close = toast.querySelector("[data-testid=toast-close]");
  if (close) name(close, say("close"));
}

function nameParts() {
  document.querySelector("#conversation [role=log]")?.setAttribute("aria-label", say("conversation"));
  for (const thumbs of document.querySelectorAll("#conversation .message-buttons")) {
    const buttons = thumbs.querySelectorAll(".icon-button");
    if (buttons.length === THUMBS.length) buttons.forEach((button, at) => name(button, say(THUMBS[at][Number(isPressed(button))])));
  }
  for (const kind of ["error", "warning", "info"]) {
    for (const toast of document.querySelectorAll(`.toast-body.${kind}`)) entitle(toast, say(kind));
  }
  for (const message of document.querySelectorAll('[aria-label*="message:"]')) {
    message.setAttribute("aria-label", message.getAttribute("aria-label").startsWith("bot") ? say("answer") : say("question"));
  }
}

whenChanged(nameParts);
