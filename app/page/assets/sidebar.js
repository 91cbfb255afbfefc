// The list of chats beside the chat: found, opened, renamed, saved, deleted. The server says what is in it.

import { focusBox, toChat } from "./asking.js";
import { answers, button, element, enter, fragment, shownChat, toldChat, whenChanged } from "./dom.js";
import { language, say } from "./saying.js";

const narrow = matchMedia("(max-width: 1000px)"); // there it lies over the chat
const list = element("div", { id: "chat-list" });
const search = element("input", { type: "search", placeholder: say("search_chats"), oninput: later(() => refresh(), 150) });
const said = element("p", { className: "said", role: "alert" });
const fresh = element("button", { type: "button", id: "new", textContent: say("new_chat"), onclick: () => openHere("") });
const panel = element("nav", { id: "chats" }, fresh, search, said, list);
const toggle = button(say("chats"), "", () => fold(document.body.classList.contains("chats-open")));
search.setAttribute("aria-label", say("search_chats"));
panel.setAttribute("aria-label", say("chats"));
toggle.id = "chats-toggle";
toggle.setAttribute("aria-controls", "chats");

/** Opens a chat, a new one for "". */
export async function open(chat) {
  await enter("wanted", chat);
  if (narrow.matches) fold(true);
  focusBox();
}

/** The same, with the chat in view. */
function openHere(chat) {
  toChat();
  open(chat);
}

function fold(closed) {
  document.body.classList.toggle("chats-open", !closed);
  toggle.setAttribute("aria-expanded", String(!closed));
}

function later(action, delay) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, delay);
  };
}

// ---- the list

const titles = new Map();
let asked = 0;

/** Whether somebody is at a row: names it anew, is asked about deleting it, or has its menu open. */
const busy = () => Boolean(list.querySelector("li > input, .sure, details[open]"));

/** Fetches the list anew; `mildly` not while somebody is at a row of it. */
export async function refresh(mildly = false) {
  if (mildly && busy()) return;
  const number = ++asked;
  try {
    const nodes = [...(await fragment(`/chats?${new URLSearchParams({ q: search.value, open: shownChat() })}`))];
    if (number !== asked) return; // a later one is on its way
    if (mildly && busy()) {
      known = null; // once that is over
      return;
    }
    const focus = focused();
    list.replaceChildren(...nodes);
    focus();
    said.textContent = "";
  } catch {
    return; // the list stays as it was; that the server is away is said elsewhere
  }
  for (const time of list.querySelectorAll("time")) time.textContent = day(new Date(time.dateTime));
  for (const row of list.querySelectorAll("li")) titles.set(row.dataset.chat, row.querySelector(".title").textContent);
  name();
}

/** Puts the focus back to the row that it was in, once the list is another one. */
function focused() {
  const at = document.activeElement;
  const chat = list.contains(at) && at.closest("li")?.dataset.chat;
  return () => chat && list.querySelector(`[data-chat="${CSS.escape(chat)}"] ${at.localName}`)?.focus();
}

function day(date) {
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 86_400_000);
  if (days < 1) return say("today");
  if (days === 1) return say("yesterday");
  const year = date.getFullYear() === new Date().getFullYear() ? {} : { year: "numeric" };
  return date.toLocaleDateString(language, { day: "numeric", month: "short", ...year });
}

function name() {
  const title = titles.get(shownChat());
  document.title = title ? `${title} - citeseed` : "citeseed";
}

let known = null;
function follow() {
  const state = `${shownChat()} ${answers().length} ${Boolean(document.querySelector("#conversation .growing"))}`;
  if (toldChat() === undefined || state === known) return;
  name();
  if (busy()) return; // the list changes once that is over
  known = state;
  refresh(true);
}

// ---- what can be done with a chat

async function post(chat, what, form = {}) {
  const response = await fetch(`/chats/${chat}/${what}`, { method: "POST", body: new URLSearchParams(form) });
  if (!response.ok) throw new Error(await response.text());
}

async function attempt(action) {
  let problem = "";
  try {
    await action();
  } catch (error) {
    problem = error instanceof TypeError ? say("unreachable") : error.message;
  }
  await refresh();
  said.textContent = problem;
}

function rename(row) {
  const link = row.querySelector(".title");
  const field = element("input", { value: link.textContent, maxLength: 120 });
  field.setAttribute("aria-label", say("new_name"));
  let done = false;
  const end = async (keep) => {
    if (done) return;
    done = true;
    const title = field.value.trim();
    if (keep && title && title !== link.textContent) await attempt(() => post(row.dataset.chat, "rename", { title }));
    else field.replaceWith(link);
    list.querySelector(`[data-chat="${CSS.escape(row.dataset.chat)}"] .title`)?.focus();
  };
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") end(true);
    if (event.key !== "Escape") return;
    event.stopPropagation();
    end(false);
  });
  field.addEventListener("blur", () => end(true));
  link.replaceWith(field);
  field.select();
}

function remove(row) {
  const chat = row.dataset.chat;
  const back = [...row.childNodes];
  const keep = element("button", { type: "button", textContent: say("keep") });
  const really = element("button", { type: "button", className: "danger", textContent: say("delete") });
  const sure = element("div", { className: "sure", role: "group" }, element("span", { textContent: say("delete_chat") }), really, keep);
  sure.setAttribute("aria-label", say("delete_titled", { title: titles.get(chat) }));
  keep.onclick = () => {
    row.replaceChildren(...back);
    row.querySelector("summary").focus();
  };
  really.onclick = async () => {
    if (chat === shownChat()) await open(""); // first, or its answer would still be coming
    await attempt(() => post(chat, "delete"));
    if (document.activeElement === document.body) search.focus();
  };
  sure.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    keep.click();
  });
  row.replaceChildren(sure);
  keep.focus();
}

list.addEventListener("click", (event) => {
  const row = event.target.closest("li");
  if (!row || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const menu = row.querySelector("details");
  if (event.target.matches("a.title")) {
    event.preventDefault();
    openHere(row.dataset.chat);
  } else if (event.target.closest(".menu > div")) {
    menu.open = false;
    if (event.target.matches(".rename")) rename(row);
    if (event.target.matches(".delete")) remove(row);
  }
});

function closeMenus(but) {
  for (const menu of document.querySelectorAll("#chat-list details[open]")) if (menu !== but) menu.open = false;
}

document.addEventListener("click", (event) => closeMenus(event.target.closest?.("#chat-list details")));
panel.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = list.querySelector("details[open]");
  closeMenus();
  if (menu || narrow.matches) event.stopPropagation(); // an open source stays
  if (menu) menu.querySelector("summary").focus();
  else if (narrow.matches) {
    fold(true);
    toggle.focus();
  }
});

document.body.append(toggle, panel);
document.addEventListener("pointerdown", (event) => {
  if (narrow.matches && !panel.contains(event.target) && event.target !== toggle) fold(true);
});
narrow.addEventListener("change", () => fold(narrow.matches));
window.addEventListener("focus", () => refresh(true)); // another tab may have asked
fold(narrow.matches);
whenChanged(follow);
