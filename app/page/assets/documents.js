// The Documents tab: a page of the list at a time, fetched as HTML that was escaped there, and how far a build is.

import { toChat } from "./asking.js";
import { element, held, isTab, whenChanged, whenClicked } from "./dom.js";
import { greetAnew } from "./proposals.js";
import { say } from "./saying.js";
import { choose, chosen } from "./scope.js";

const EVERY = 700; // milliseconds between looks at a build
const TYPED = 200; // after which a search is made
const AGAIN = 1000; // until what is being looked at is asked for once more

const tab = () => document.querySelector("#documents");
const part = (name) => tab()?.querySelector(`.${name}`);
const finding = () => part("finding").querySelectorAll("input, select");
const is = { sort: "state", down: false, page: 1 };

/** Says what happened, or why it did not. */
export function tell(...said) {
  part("told")?.replaceChildren(...said.map((one) => (one instanceof Node ? one : element("p", { textContent: one }))));
}

/** What a path answers with about the collection that is shown, as a body. A form is posted. */
async function fetched(path, query, form) {
  const collection = held("collection");
  const asked = form ? path : `${path}?${new URLSearchParams({ ...query, collection })}`;
  const response = await fetch(asked, form && { method: "POST", body: new URLSearchParams({ ...form, collection }) });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return new DOMParser().parseFromString(text, "text/html").body;
}

const why = (error) => (error instanceof TypeError ? say("unreached") : error.message);

// ---- the list

let asked = 0;
async function list({ again = false } = {}) {
  const number = ++asked;
  const [search, state] = finding();
  const wish = { q: search.value, state: state.value, sort: is.sort, page: is.page, down: is.down ? 1 : 0, again: again ? 1 : 0 };
  let body;
  try {
    body = await fetched("/documents", wish);
  } catch (error) {
    if (number === asked) tell(why(error));
    return;
  }
  if (number !== asked || !tab()) return; // another page is wanted by now
  const focus = focused();
  const going = tab().querySelector("tr.going")?.dataset.source; // asked about, and not answered yet
  for (const name of ["about", "stale", "listed"]) part(name).replaceChildren(...body.querySelector(`.${name}`).childNodes);
  tab().classList.toggle("empty", !part("listed").hasChildNodes());
  tick();
  const kept = [...tab().querySelectorAll("tr[data-source]")].find((one) => one.dataset.source === going);
  if (kept?.querySelector(".sure")) ask(kept, true);
  focus();
  if (body.querySelector(".looking")) setTimeout(() => number === asked && list(), AGAIN);
}

/** Puts the focus back to where it was once the list is another one: on what does the same, or says the same. */
function focused() {
  const at = document.activeElement;
  if (!part("listed").contains(at)) return () => {};
  const row = at.closest("tr[data-source]")?.dataset.source;
  const same = at.className ? `${at.localName}.${at.className}` : at.localName;
  const value = at.value;
  return () => {
    const within = row === undefined ? part("listed") : [...tab().querySelectorAll("tr[data-source]")].find((one) => one.dataset.source === row);
    const found = [...(within?.querySelectorAll(same) ?? [])];
    const next = (row === undefined && at.closest("th") && found.find((one) => one.value === value)) || found[0];
    (next && !next.disabled ? next : part("pages") ?? part("told")).focus();
  };
}

function from(start) {
  Object.assign(is, { page: 1 }, start);
  list();
}

let typing = 0;
document.addEventListener("input", ({ target }) => {
  if (!target.closest?.("#documents .finding")) return;
  clearTimeout(typing);
  typing = setTimeout(from, target.localName === "select" ? 0 : TYPED);
});
whenClicked("#documents th button", ({ value }) => from({ sort: value, down: value === is.sort && !is.down }));
whenClicked("#documents .turn", ({ value }) => {
  from({ page: Number(value) });
  part("finding").scrollIntoView({ block: "nearest" });
});
whenClicked("#documents .only", ({ value }) => {
  finding()[1].value = value;
  from();
});

// ---- what a row offers

const file = (inside) => {
  const { source, name } = inside.closest("tr").dataset;
  return { source, name };
};

/** Ticks what is chosen for the chat, and says how many these are. */
function tick() {
  const now = chosen();
  const sources = new Set(now.map(({ source }) => source));
  for (const box of tab().querySelectorAll("td.pick input")) box.checked = sources.has(file(box).source);
  part("picked").hidden = !now.length;
  part("picked").firstElementChild.textContent = now.length === 1 ? say("chosen_one", now[0]) : say("chosen", { count: now.length });
  part("ask-these").textContent = say(now.length === 1 ? "ask_it" : "ask_these");
  part("compare").hidden = now.length !== 2;
}

document.addEventListener("change", ({ target }) => {
  if (!target.matches?.("#documents td.pick input")) return;
  const one = file(target);
  const others = chosen().filter(({ source }) => source !== one.source);
  choose(target.checked ? [...others, one] : others);
  tick();
});
whenClicked("#documents .about-it", (pressed) => {
  choose([file(pressed)]);
  toChat();
});
whenClicked("#documents .ask-these", toChat);
whenClicked("#documents .compare", async () => {
  await toChat();
  document.querySelector("#compare")?.click();
});
whenClicked("#documents .picked .none", () => {
  choose([]);
  tick();
});

// ---- deleting: asked about once, in the row

function ask(row, asking) {
  row.querySelector(".sure").hidden = !asking;
  row.classList.toggle("going", asking);
}

function sure(pressed, asking) {
  const row = pressed.closest("tr");
  ask(row, asking);
  row.querySelector(asking ? ".keep" : ".delete").focus();
}
whenClicked("#documents .delete", (pressed) => sure(pressed, true));
whenClicked("#documents .keep", (pressed) => sure(pressed, false));
document.addEventListener("keydown", (event) => {
  const row = event.key === "Escape" && tab()?.offsetParent && tab().querySelector("tr.going");
  if (row) sure(row.firstElementChild, false);
});
whenClicked("#documents .really", async (pressed) => {
  const { source } = file(pressed);
  pressed.disabled = true;
  try {
    tell(...(await order("/documents/delete", { source })).childNodes);
    choose(chosen().filter((one) => one.source !== source));
  } catch (error) {
    tell(why(error));
  }
  part("told").focus();
  list();
  watch();
});

// ---- reading the folder again

let watching = false;
let generation = null;
let ordered = Promise.resolve(); // until the server has heard of the last thing here that a build follows

/** Posts what a build follows: what is seen of builds before the server has heard of it holds no more. */
function order(path, form) {
  const answer = fetched(path, {}, form);
  ordered = answer.catch(() => {});
  return answer;
}

const pause = () => new Promise((resume) => setTimeout(resume, EVERY));

/** Shows how far a build is until it is over, and brings the page up to date then. */
async function watch() {
  if (watching) return;
  watching = true;
  let was = false;
  for (;;) {
    let state = null;
    const [before, files] = [ordered, adding()];
    await before;
    try {
      state = (await fetched("/documents/building", {})).firstElementChild;
    } catch (error) {
      tell(why(error));
      if (!was && !adding()) break;
      await pause();
      continue;
    }
    if (before !== ordered || files !== adding()) continue; // it is of before that
    if (show(state)) {
      was = true;
      await pause();
      continue;
    }
    const last = generation;
    generation = state.dataset.generation;
    if (was || adding() || (last && last !== generation)) {
      adding()?.classList.remove("adding"); // or it would be seen to again
      document.querySelector("#settled")?.click();
      list();
      greetAnew();
    }
    break;
  }
  watching = false;
}

const adding = () => document.querySelector("#outcome .adding");

function show(state) {
  const running = state.classList.contains("running");
  const old = part("building").querySelector("progress");
  const given = state.querySelector("progress");
  if (old && given) {
    old.value = given.value; // moves on, and is not said anew
    given.replaceWith(old);
  }
  part("building").setAttribute("aria-live", running ? "off" : "polite"); // a screen reader is told what came of it
  part("building").replaceChildren(...state.childNodes);
  part("read-again")?.setAttribute("aria-disabled", running); // and keeps the focus
  return running;
}

whenClicked("#documents .read-again", async (pressed) => {
  if (pressed.getAttribute("aria-disabled") === "true") return;
  pressed.setAttribute("aria-disabled", true);
  tell();
  try {
    show((await order("/documents/building", {})).firstElementChild);
  } catch (error) {
    tell(why(error));
    pressed.setAttribute("aria-disabled", false);
    return;
  }
  watch();
});

// ---- the tab

function opened() {
  list({ again: true });
  watch();
}

let seen = false;
let collection = null;
let only = ""; // what is ticked
whenChanged(() => {
  if (seen && held("collection") !== collection) {
    generation = null;
    is.page = 1;
    opened();
  }
  collection = held("collection");
  if (!seen && tab()?.offsetParent && part("listed")) {
    seen = true;
    opened();
  }
  if (seen && held("only") !== only) tick();
  only = held("only");
  if (adding()) watch();
});
whenClicked('[role="tab"]', (pressed) => {
  if (seen && isTab(pressed, "documents-tab")) opened();
});
