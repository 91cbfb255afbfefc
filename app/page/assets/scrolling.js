// Where the chat stands: a new question at the top of its pane, and still from then on, however its answer grows. Of a
// chat that is opened, its last question is. Gradio is told to scroll nothing, and we scroll at no other time.

import { shownChat, whenChanged } from "./dom.js";

const HEAD = 0.4; // of the pane, at most, that a long question takes up above its answer
const pane = () => document.querySelector('#conversation [role="log"]');
const questions = () => [...document.querySelectorAll("#conversation .user-row")];
const top = (row) => row.getBoundingClientRect().top;
const from = (question) => top(question.previousElementSibling ? question : question.parentElement);

let seen = { count: 0, last: "", growing: false, chat: "" };
let due = false; // there is a question to be brought to the top
let stood = { question: null, at: 0 }; // as we left it

/** What is above the pane of a question at its top: of a long one only the end is shown, so that its answer is in view. */
const above = (question, log) => Math.max(0, question.offsetHeight - log.clientHeight * HEAD);

// Below a short last answer there is room: else its question could not stand at the top.
function makeRoom(log, question) {
  const row = log.querySelector(".message-wrap > :last-child");
  const around = getComputedStyle(row.parentElement);
  const below = parseFloat(around.marginBottom) + parseFloat(around.paddingBottom);
  const room = Math.max(0, Math.floor(log.clientHeight - (top(row) - from(question) - above(question, log)) - below));
  if (log.style.getPropertyValue("--room") !== `${room}px`) log.style.setProperty("--room", `${room}px`);
}

function settle() {
  const log = pane();
  const last = questions().at(-1);
  if (!last || !log.clientHeight) return; // another tab of the page is open
  makeRoom(log, last);
  const question = due ? named() ?? last : stood.question;
  const untouched = question?.isConnected && Math.abs(log.scrollTop - stood.at) < 2;
  const off = question ? from(question) + above(question, log) - top(log) : 0;
  if (due || (untouched && Math.abs(off) > 1.5)) { // less is the rounding of a browser
    log.scrollTop += off;
    stood = { question, at: log.scrollTop };
  }
  due = false;
}

/** The question of the answer that the address names. */
const named = () => questions()[Number(/^#answer-(\d+)$/.exec(location.hash)?.[1] ?? 0) - 1];

const sizes = new ResizeObserver(settle);
let sized = null;

function follow() {
  const all = questions();
  const now = {
    count: all.length,
    last: all.at(-1)?.textContent ?? "",
    growing: Boolean(document.querySelector("#conversation .growing")),
    chat: shownChat(),
  };
  const another = seen.chat && now.chat !== seen.chat; // one that has just begun gets its name late
  due ||= now.count !== seen.count || now.last !== seen.last || (now.growing && !seen.growing) || another;
  seen = now;
  if (pane() !== sized) {
    sizes.disconnect();
    sized = pane();
    if (sized) sizes.observe(sized);
  }
  settle();
}

whenChanged(follow);
addEventListener("hashchange", () => {
  due = Boolean(named());
  settle();
});
