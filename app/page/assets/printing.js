// What is folded in an answer is printed unfolded; and one answer is opened as a page of its own, to be printed.

import { whenClicked } from "./dom.js";

let unfolded = [];

addEventListener("beforeprint", () => {
  unfolded = [...document.querySelectorAll("#conversation .answer details:not([open]):not(.also)")];
  for (const details of unfolded) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of unfolded) details.open = false;
  unfolded = [];
});

whenClicked(".answer button.print", (pressed) => {
  const chat = new URLSearchParams(location.search).get("chat");
  const answer = [...document.querySelectorAll("#conversation .answer")].indexOf(pressed.closest(".answer"));
  open(`/chats/${chat}/answers/${answer}`, "_blank", "noopener");
});
