// What Gradio leaves to be mended: the names that a screen reader says, and the address.

import { whenChanged } from "./dom.js";
import { closeIfGone } from "./evidence.js";

function nameParts() {
  for (const message of document.querySelectorAll('[aria-label*="message:"]')) {
    message.setAttribute("aria-label", message.getAttribute("aria-label").startsWith("bot") ? "Answer" : "Question");
  }
  for (const search of document.querySelectorAll("#documents input:not([aria-label])")) {
    search.setAttribute("aria-label", "Search the documents");
  }
}

function keepAddress() {
  if (unfolded && document.querySelector("#chats")) {
    unfolded = false;
    fold();
  }
  const chat = document.querySelector("#chat-id");
  if (chat && (chat.textContent || "") !== (new URLSearchParams(location.search).get("chat") ?? "")) {
    history.replaceState(null, "", chat.textContent ? `?chat=${chat.textContent}` : location.pathname);
    closeIfGone();
    fold();
  }
}

// Over a narrow page the list of chats would cover the chat.
function fold() {
  if (matchMedia("(max-width: 768px)").matches) document.querySelector("#chats.open .toggle-button")?.click();
}
let unfolded = true;

whenChanged(nameParts);
whenChanged(keepAddress);
