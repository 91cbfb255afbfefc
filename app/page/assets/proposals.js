// What can be asked: in an empty chat what this is and some examples, below the last answer how to go on. Both are made on
// the server, escaped, and put in here, outside of what Gradio draws anew.

import { answers, fragment, held, shownChat, whenChanged, whenClicked } from "./dom.js";
import { say } from "./saying.js";

/** What matches in what a path of ours answers with, if it does; asking says what is wrong. */
const fetched = (path, selector) =>
  fragment(path)
    .then((nodes) => [...nodes].find((node) => node.matches?.(selector)))
    .catch(() => null);

// ---- an empty chat

const SOON = 1500; // ms until it is looked again whether there are examples
let welcome = null;
let welcoming = false;
let about = null; // the collection that it is of
let again = false; // it is to be fetched again: it failed, or examples are still being made
let soon = 0; // the timer until then

function greet() {
  const chat = document.querySelector("#conversation");
  if (!chat) return;
  const empty = !chat.querySelector(".message");
  if (welcome) welcome.hidden = !empty;
  if (empty && !welcoming && (about !== held("collection") || (again && !soon))) greeting();
  if (welcome && welcome.parentElement !== chat) chat.append(welcome);
}

async function greeting() {
  clearTimeout(soon);
  soon = 0;
  welcoming = true;
  about = held("collection");
  const fresh = await fetched("/welcome", ".welcome");
  welcoming = false;
  again = !fresh || fresh.classList.contains("pending");
  if (again) {
    soon = setTimeout(
      () => {
        soon = 0;
        greet();
      },
      fresh ? SOON : 2 * SOON,
    );
  }
  if (!fresh) return;
  const at = document.activeElement?.closest?.(".welcome") && document.activeElement.className;
  welcome?.remove();
  welcome = document.adoptNode(fresh);
  greet();
  if (at) welcome.querySelector(`.${at}`)?.focus();
}

/** Has the empty chat say anew what it answers from: documents have come or gone. */
export function greetAnew() {
  if (welcome && !welcoming) greeting();
}

whenClicked("#new, [role=tab]", greetAnew);

// ---- after an answer

let shown = null; // the buttons, and what they follow
let follows = "";

function followed() {
  const all = answers();
  const last = all.at(-1);
  const chat = shownChat();
  const whole = last && chat && !last.querySelector(".growing") && last.querySelector(".plain");
  const asked = document.querySelectorAll("#conversation .message.user").length;
  return whole && asked <= all.length
    ? { last, path: `/chats/${chat}/answers/${all.length - 1}/follow-ups`, said: whole.textContent }
    : null;
}

function goOn() {
  const after = followed();
  const key = after ? after.path + after.said : "";
  if (key !== follows) {
    follows = key;
    shown?.remove();
    shown = null;
    if (after) propose(after, key);
  }
  const place = after?.last.closest(".message-wrap");
  if (shown && place && shown.parentElement !== place) place.append(shown);
}

async function propose(after, key, tries = 3) {
  const fresh = await fetched(after.path, ".follow-ups");
  if (key !== follows) return; // another question was asked meanwhile
  if (!fresh) {
    if (tries) setTimeout(() => key === follows && propose(after, key, tries - 1), 1000); // it was not kept yet
    return;
  }
  for (const opens of fresh.querySelectorAll(".unfold")) {
    if (!after.last.querySelector("details.all")) opens.closest("li").remove();
  }
  if (!fresh.querySelector("button")) return;
  shown = document.adoptNode(fresh);
  shown.setAttribute("role", "group");
  shown.setAttribute("aria-label", say("ask_next"));
  goOn();
}

whenClicked(".follow-ups .unfold", (pressed) => {
  const list = followed()?.last.querySelector("details.all");
  if (!list) return;
  list.open = true;
  list.querySelector("summary").focus();
  pressed.closest("li").remove();
});

whenChanged(greet);
whenChanged(goOn);
