// The address says which chat is shown, and of a link which answer. Back closes an open source, then goes to the chat
// before. Nothing else writes the browser's history.

import { focusBox, whenAsked } from "./asking.js";
import { copy } from "./copying.js";
import { answers, enter, showTab, toldChat, whenChanged, whenClicked } from "./dom.js";
import { close, closeIfGone } from "./evidence.js";

const panel = document.querySelector("#evidence");
const chatOf = (place) => new URLSearchParams(place.search).get("chat") ?? "";

let shown = null; // the chat that the page shows, "" for a new one; null until it is told
let sought = false; // what is shown next is what the address says already
let begun = false; // a question was asked in a new chat, which gets its name now
let marker = null; // of the source that was opened last: the place of its answer, and its class
let due = history.state?.source; // a source that is to be opened again

function keepAddress() {
  const chat = toldChat();
  if (chat === undefined) return; // not loaded yet
  if (chat !== shown) {
    const stays = shown === null || sought || (begun && shown === "");
    shown = chat;
    if (chat !== chatOf(location)) write(stays, chat);
    if (sought && document.activeElement === document.body) focusBox();
    sought = begun = false;
    closeIfGone();
  }
  openAgain();
}

function write(stays, chat) {
  const path = chat ? `?chat=${encodeURIComponent(chat)}` : location.pathname;
  if (stays) history.replaceState(history.state, "", path);
  else history.pushState({}, "", path);
}

// ---- an open source is a step of its own

function keepSource() {
  const kept = history.state?.source;
  if (!panel.hidden && !kept) history.pushState({ source: marker ?? {} }, "", location.href);
  else if (panel.hidden && kept && !due) history.back();
}

function openAgain() {
  if (!due || shown !== chatOf(location)) return;
  const found = answers()[due.answer]?.querySelector(`.marker.${CSS.escape(due.name)}`);
  if (!found) return;
  due = null;
  if (panel.hidden) found.click();
}

function go() {
  due = history.state?.source;
  if (!due && !panel.hidden) close();
  if (due || chatOf(location) !== shown) showTab("chat-tab"); // where it is to be seen
  if (shown !== null && chatOf(location) !== shown) {
    sought = true;
    enter("wanted", chatOf(location));
  }
  openAgain();
}

// ---- a link to an answer

function copyLink(pressed) {
  const number = answers().indexOf(pressed.closest(".answer")) + 1;
  copy(pressed, `${location.origin}${location.pathname}?chat=${shown}#answer-${number}`);
}

document.addEventListener(
  "click",
  ({ target }) => {
    const pressed = target.closest?.(".answer button.marker");
    const name = [...(pressed?.classList ?? [])].find((own) => own.startsWith("card-"));
    if (!name) return;
    due = null;
    marker = { answer: answers().indexOf(pressed.closest(".answer")), name };
  },
  true, // before the source is opened
);
whenAsked(() => {
  begun = shown === "";
  if (location.hash) history.replaceState(history.state, "", location.pathname + location.search); // another answer comes
});
new MutationObserver(keepSource).observe(panel, { attributeFilter: ["hidden"] });
addEventListener("popstate", go);
whenClicked(".answer .link", copyLink);
whenChanged(keepAddress);
