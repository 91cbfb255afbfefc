// When the server is away: that is said, what was asked is kept, and once it is back the page is loaded anew, in the same
// chat, with what was typed; what was asked and is not answered is asked then. Gradio itself would wait for ever.

import { ask, box, focusBox, whenAsked } from "./asking.js";
import { answers, element, enter, held, put, showTab, toldChat, whenChanged } from "./dom.js";
import { say } from "./saying.js";

const KEPT = "citeseed.kept";
const EVERY = 4000; // ms between looks; while it is away:
const SOON = 1000;
const PATIENCE = 15_000; // ms of silence
const SLOW = 10_000; // ms; a server that is merely busy is not away

const said = element("p", { id: "away", hidden: true });
said.setAttribute("role", "status");
let run = null; // of the server, by which one that was started anew is told
let away = false;
let leaving = false;
let asked = null; // the question that is not wholly answered, and what number its answer has in the chat

const growing = () => Boolean(document.querySelector("#conversation .growing"));
const chat = () => new URLSearchParams(location.search).get("chat") ?? "";
const same = (one, other) => one.trim().split(/\s+/).join(" ") === other.trim().split(/\s+/).join(" ");
const model = () => document.querySelector("#model input")?.value ?? "";

// ---- whether it is there

/** Looks; `failed` is whether something was refused, which nobody is answering then. */
async function look(failed = false) {
  let now = null;
  try {
    const response = await fetch("/healthz", { signal: AbortSignal.timeout(SLOW) });
    if (response.ok) now = (await response.json()).run;
  } catch (error) {
    if (error.name === "TimeoutError") return;
  }
  if (!now) leave();
  else if (away || lost() || (run && run !== now && (failed || !isAnswering()))) comeBack();
  else run ??= now;
}

/** Whether another server may be answering already what was asked of one that is gone: then that comes first. */
const isAnswering = () => Boolean(asked) && performance.now() - asked.since < PATIENCE;

async function keepLooking() {
  if (away || !document.hidden) await look();
  setTimeout(keepLooking, away ? SOON : EVERY);
}

function leave() {
  away = true;
  keep(); // also for whoever reloads the page meanwhile
  document.body.classList.add("away");
  sayAway();
}

const sayAway = () => tell(say(asked ? "away_asked" : "away"));

function tell(text) {
  if (said.textContent !== text) said.textContent = text; // said aloud once
  said.hidden = false;
}

// ---- Gradio's messages of what failed: shown once the server is known to be there

const seen = new WeakSet();

/** Whether Gradio takes the server for lost: then nothing of it works until the page is loaded anew. */
const lost = () => [...document.querySelectorAll(".toast-body.error")].some((toast) => /Connection Lost/.test(toast.textContent));

async function weigh() {
  const fresh = [...document.querySelectorAll(".toast-body")].filter((toast) => !seen.has(toast));
  for (const toast of fresh) {
    seen.add(toast);
    if (toast.matches(".error")) toast.style.visibility = "hidden";
  }
  if (!fresh.length) return;
  await look(fresh.some((toast) => toast.matches(".error")));
  if (away) return;
  if (!growing()) asked = null; // it was refused
  for (const toast of fresh) toast.style.visibility = "";
}

// ---- what is kept

function settle() {
  const last = [...document.querySelectorAll("#conversation .user-row")].at(-1)?.textContent ?? "";
  if (asked && growing()) asked.since = performance.now(); // it goes on
  else if (asked && answers().length >= asked.number && same(last, asked.question)) asked = null;
}

function keep() {
  const tab = document.querySelector('[role="tab"][aria-selected="true"]')?.id;
  const own = { chat: chat(), typed: box()?.value ?? "", again: held("again"), only: held("only") };
  const focused = document.activeElement === box();
  sessionStorage.setItem(KEPT, JSON.stringify({ ...own, collection: held("collection"), model: model(), asked, tab, focused }));
}

function comeBack() {
  if (leaving) return;
  leaving = true;
  keep();
  location.reload();
}

// ---- what is done with it

let kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
sessionStorage.removeItem(KEPT);

async function restore() {
  if (!kept || !box() || toldChat() === undefined) return; // not loaded yet
  const was = kept;
  kept = null;
  showTab(was.tab);
  if (!was.chat && was.collection) put("collection", was.collection); // a chat has its own
  put("only", was.only);
  const open = was.asked && !(await isAnswered(was)) ? was.asked : null;
  const typed = open && same(was.typed, open.question) ? "" : was.typed;
  const another = open && was.model !== model(); // it may be one that is not to be sent this
  if (open?.again || was.again) await edit();
  if (open && (open.again || another)) put("question", open.question);
  else put("question", typed);
  if (another) tell(say("other_model"));
  else if (open?.again) await enter("question", open.question);
  else if (open) await ask(open.question);
  if (was.focused) focusBox();
}

/** Whether what was asked when the server went is in the chat, as far as its answer was kept. */
async function isAnswered({ chat, asked }) {
  if (!chat) return false;
  try {
    const { records } = await (await fetch(`/chats/${encodeURIComponent(chat)}.json`)).json();
    return records.length >= asked.number && same(records[asked.number - 1].question, asked.question);
  } catch {
    return false; // the chat is gone, too
  }
}

/** Has the last question edited, as it was when the server went. */
async function edit() {
  document.querySelector("#edit")?.click();
  for (let tries = 0; tries < 100 && !held("again"); tries++) await new Promise((done) => setTimeout(done, 50));
}

// ----

document.body.append(said);
whenAsked((question, typed) => {
  if (growing() && !away) return true; // it is refused
  const again = typed ? held("again") : "";
  if (!away || !asked?.sent) asked = { question, again, number: answers().length + (again ? 0 : 1), sent: !away, since: performance.now() };
  if (!away) {
    said.hidden = true;
    return true;
  }
  sayAway();
  return false;
});
document.addEventListener(
  "keypress",
  ({ target }) => {
    if (!away && target.closest?.("#wanted")) asked = null; // another chat is opened, which it does not belong to
  },
  true,
);
whenChanged(weigh);
whenChanged(settle);
whenChanged(restore);
document.addEventListener("visibilitychange", () => document.hidden || look());
keepLooking();
