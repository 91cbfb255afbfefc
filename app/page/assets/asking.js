// The box in which a question is typed: its focus, which Gradio drops with the button that was pressed, and asking by a
// button of an answer.

import { enter, held, showTab, toldChat, whenChanged, whenClicked } from "./dom.js";

export const box = () => document.querySelector("#question textarea");
let answering = false;

const isGrowing = () => Boolean(document.querySelector("#conversation .growing"));

export function focusBox() {
  if (!matchMedia("(pointer: coarse)").matches) box()?.focus(); // on a phone the keyboard would cover the answer
}

/** Shows the chat, and puts the focus into the box. */
export async function toChat() {
  showTab("chat-tab");
  for (let frames = 0; frames < 60 && !box()?.offsetParent; frames += 1) await new Promise(requestAnimationFrame);
  focusBox();
}

function refocus() {
  const growing = isGrowing();
  const focused = document.activeElement;
  if (answering && !growing && (focused === document.body || focused.closest("#composer"))) focusBox();
  answering = growing;
  if (growing) entered = null;
}

// ---- asking by a button: what is typed meanwhile stays

/** Asks a question in the chat that is shown. */
export async function ask(question) {
  await enter("proposed", question);
  focusBox();
}

// ---- what was asked ends a moment after its answer, or what refuses it, is seen. What is entered until then, Gradio would
// drop without a word; and what is entered before the chat of the address is there would be asked in a new one. It is
// entered once that is over

const LONGEST = 10_000; // ms
let entered = null; // last: the same once more is a key that was pressed twice

const isEnding = () => !isGrowing() && Boolean(document.querySelector('#conversation > [data-testid="status-tracker"]:not(.hide)'));
const isComing = () => toldChat() === undefined && new URLSearchParams(location.search).has("chat");
const mustWait = () => isEnding() || isComing();

async function enterLater(id, question) {
  for (const from = performance.now(); mustWait() && performance.now() - from < LONGEST; ) await new Promise(requestAnimationFrame);
  entered = question;
  if (!isGrowing() && held(id) === question) await enter(id, question);
}

// ---- hearing of it: a question is typed and entered, or asked by a button

const listeners = [];

/** Calls `listener` with each question before it is asked, and whether it was typed; false keeps it from being asked. */
export const whenAsked = (listener) => listeners.push(listener);

function hear(event, field) {
  const question = field.value;
  const typed = field === box();
  if (question !== entered && mustWait()) {
    event.preventDefault();
    event.stopImmediatePropagation();
    enterLater(typed ? "question" : "proposed", question);
    return;
  }
  entered = question;
  if (!question.trim() || !listeners.map((listener) => listener(question, typed)).includes(false)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

document.addEventListener(
  "keypress",
  (event) => {
    const field = event.target.closest?.("#question textarea, #proposed textarea, #proposed input");
    if (field && event.key === "Enter" && !event.shiftKey) hear(event, field);
  },
  true, // before Gradio
);
document.addEventListener(
  "click",
  (event) => {
    if (event.target.closest?.("#question .submit-button")) hear(event, box());
  },
  true,
);

whenClicked("button.ask", (pressed) => ask(pressed.querySelector(".asked").textContent));
whenClicked("#edit, #cancel", focusBox);
whenChanged(refocus);
