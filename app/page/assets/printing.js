// Opens an answer as a page of its own, to be printed.

import { whenClicked } from "./dom.js";

whenClicked(".answer button.print", (pressed) => {
  const chat = new URLSearchParams(location.search).get("chat");
  const answer = [...document.querySelectorAll("#conversation .answer")].indexOf(pressed.closest(".answer"));
  open(`/chats/${chat}/answers/${answer}`, "_blank", "noopener");
});
