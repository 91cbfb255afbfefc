// What is folded in an answer is printed unfolded; and one answer is opened as a page of its own, to be printed.

import { answers, shownChat, whenClicked } from "./dom.js";

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
  const answer = answers().indexOf(pressed.closest(".answer"));
  open(`/chats/${shownChat()}/answers/${answer}`, "_blank", "noopener");
});
