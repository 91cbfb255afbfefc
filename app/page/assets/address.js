// What Gradio leaves to be mended: the names that a screen reader says, and the address.

import { whenChanged } from "./dom.js";
import { closeIfGone } from "./evidence.js";

function nameParts() {
  for (const message of document.querySelectorAll('[aria-label*="message:"]')) {
    message.setAttribute("aria-label", message.getAttribute("aria-label").startsWith("bot") ? "Answer" : "Question");
  }
  const examples = document.querySelector('#conversation .examples[role="list"]'); // a list whose items are none
  examples?.setAttribute("role", "group");
  examples?.setAttribute("aria-label", "Example questions");
}

function keepAddress() {
  const chat = document.querySelector("#chat-id");
  if (chat && (chat.textContent || "") !== (new URLSearchParams(location.search).get("chat") ?? "")) {
    history.replaceState(null, "", chat.textContent ? `?chat=${chat.textContent}` : location.pathname);
    closeIfGone();
  }
}

whenChanged(nameParts);
whenChanged(keepAddress);
