// The box in which a question is typed: its focus, which Gradio drops with the button that was pressed, and asking by a
// button of an answer.

import { enter, whenChanged, whenClicked } from "./dom.js";

export const box = () => document.querySelector("#question textarea");
let answering = false;

export function focusBox() {
  if (!matchMedia("(pointer: coarse)").matches) box()?.focus(); // on a phone the keyboard would cover the answer
}

function refocus() {
  const growing = Boolean(document.querySelector("#conversation .growing"));
  const focused = document.activeElement;
  if (answering && !growing && (focused === document.body || focused.closest("#composer"))) focusBox();
  answering = growing;
}

// ---- asking by a button: what is typed meanwhile stays

/** Asks a question in the chat that is shown. */
export async function ask(question) {
  await enter("proposed", question);
  focusBox();
}

whenClicked(".answer button.ask", (pressed) => ask(pressed.querySelector(".asked").textContent));
whenClicked("#edit, #cancel", focusBox);
whenChanged(refocus);
