// The documents that the chat is asked of: chosen here or in another place, shown in the composer. None means all.
// They are kept in the hidden box #only, which the server clears when another chat is shown.

import { ask, focusBox } from "./asking.js";
import { button, element, fragment, held, put, whenChanged } from "./dom.js";
import { say } from "./saying.js";

const names = new Map(); // of files that have been chosen

/** The files chosen, as {source, name}; none for all. */
export function chosen() {
  const sources = JSON.parse(held("only") || "[]");
  return sources.map((source) => ({ source, name: names.get(source) ?? file(source) }));
}

/** Has the next questions answered from these alone, all for []. */
export function choose(documents) {
  for (const { source, name } of documents) names.set(source, name || file(source));
  put("only", documents.length ? JSON.stringify(documents.map(({ source }) => source)) : "");
  show();
}

const file = (source) => source.split("/").at(-1);

// ---- in the composer

const said = element("p", { className: "unseen", role: "status" });
const chip = element("span", { className: "scope" });
const opener = element("button", { type: "button", id: "choose", onclick: () => (panel.hidden ? open() : close()) });
opener.setAttribute("aria-controls", "choosing");
const all = button(say("all_again"), "×", () => {
  choose([]);
  focusBox();
});
const compare = element("button", { type: "button", id: "compare", textContent: say("compare"), onclick: () => ask(comparison()) });

/** The question that compares the two: by what tells them apart. */
function comparison() {
  const sources = chosen().map(({ source }) => source);
  const [one, other] = file(sources[0]) === file(sources[1]) ? sources : sources.map(file);
  return say("difference", { one, other });
}

function chosenSaid(documents) {
  if (!documents.length) return say("choose");
  return documents.length === 1 ? say("only_one", documents[0]) : say("only", { count: documents.length });
}

let last = null;
function show() {
  const place = document.querySelector("#scope");
  const only = held("only");
  if (!place || (place.contains(chip) && only === last)) return;
  if (!place.contains(chip)) place.append(said, chip, panel);
  const documents = chosen();
  const count = documents.length;
  opener.textContent = chosenSaid(documents);
  opener.title = documents.map(({ name }) => name).join("\n");
  chip.classList.toggle("chosen", count > 0);
  const focused = document.activeElement;
  chip.replaceChildren(opener, ...(count ? [all] : []), ...(count === 2 ? [compare] : []));
  if (chip.contains(focused)) focused.focus();
  if (count) said.textContent = count === 1 ? say("from_one", documents[0]) : say("from_many", { count });
  else if (last) said.textContent = say("from_all");
  last = only;
}

// ---- choosing

const search = element("input", { type: "search", placeholder: say("title_or_file"), oninput: () => find() });
search.setAttribute("aria-label", say("find"));
const found = element("div", { className: "found" });
const done = element("button", { type: "button", className: "done", textContent: say("done"), onclick: () => close() });
const panel = element(
  "div",
  { id: "choosing", hidden: true, role: "dialog" },
  element("header", {}, element("strong", { textContent: say("answer_from") }), done),
  search,
  found,
);
panel.setAttribute("aria-label", say("choose"));

function fold(closed) {
  panel.hidden = closed;
  opener.setAttribute("aria-expanded", String(!closed));
}

function open() {
  fold(false);
  search.value = "";
  find();
  search.focus();
}

function close() {
  fold(true);
  opener.focus();
}

let asked = 0;
async function find() {
  const number = ++asked;
  let nodes;
  try {
    nodes = [...(await fragment(`/choices?${new URLSearchParams({ q: search.value })}`))];
  } catch {
    nodes = [element("p", { textContent: say("unlisted") })];
  }
  if (number !== asked) return;
  found.replaceChildren(...kept(), ...nodes);
  const sources = new Set(chosen().map(({ source }) => source));
  for (const box of found.querySelectorAll("input")) box.checked = sources.has(box.value);
  for (const double of found.querySelectorAll(".kept ~ ul input:checked")) double.closest("li").remove();
}

/** Those chosen already, to be let go again. */
function kept() {
  const rows = chosen().map(({ source, name }) => {
    const box = element("input", { type: "checkbox", value: source });
    return element("li", {}, element("label", {}, box, element("span", { className: "title", textContent: name })));
  });
  return rows.length ? [element("ul", { className: "kept" }, ...rows)] : [];
}

found.addEventListener("change", ({ target }) => {
  const others = chosen().filter(({ source }) => source !== target.value);
  const name = target.closest("label").querySelector(".title").textContent;
  choose(target.checked ? [...others, { source: target.value, name }] : others);
});
panel.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  event.stopPropagation();
  close();
});
document.addEventListener("pointerdown", ({ target }) => {
  if (!panel.hidden && !panel.contains(target) && !chip.contains(target)) fold(true);
});

// ---- a question that is edited

document.addEventListener("keydown", (event) => {
  const cancel = document.querySelector("#cancel");
  if (event.key !== "Escape" || !cancel || panel.contains(event.target) || !event.target.closest?.("#composer")) return;
  event.stopImmediatePropagation(); // an open source stays
  cancel.click();
}, true);

fold(true);
whenChanged(show);
