// The panel beside the chat with the card of a source. Cards come with the answers, escaped, and are cloned; of a very long
// answer the later ones come empty, and are fetched.

import { box } from "./asking.js";
import { answers, button, element, shownChat, whenChanged, whenClicked } from "./dom.js";
import { say } from "./saying.js";

const NAME = "evidence-name"; // of the document, said with the heading
const heading = element("h2", { tabIndex: -1 });
heading.setAttribute("aria-describedby", NAME);
const shown = element("div");
const previous = button(say("previous_source"), "‹", () => step(-1));
const next = button(say("next_source"), "›", () => step(1));
const panel = element(
  "aside",
  { id: "evidence", hidden: true },
  element("header", {}, heading, previous, next, button(say("close_source"), "×", () => close())),
  shown,
);
panel.setAttribute("aria-label", say("source"));
const EDGE = 32; // pixels that a quote stays away from the panel's lower edge
let cards = [];
let at = 0;
let opener = null;

function show() {
  const card = cards[at].cloneNode(true);
  card.hidden = false;
  shown.replaceChildren(card);
  const name = card.querySelector(":scope > .name");
  if (name) name.id = NAME;
  heading.textContent = say("source_of", { number: at + 1, all: cards.length });
  previous.disabled = at === 0;
  next.disabled = at === cards.length - 1;
  panel.scrollTop = 0;
  const quote = card.querySelector("mark");
  if (quote?.getBoundingClientRect().bottom > panel.getBoundingClientRect().bottom - EDGE) quote.scrollIntoView({ block: "center" });
  if (!card.hasChildNodes()) fill(cards[at]);
  tellMarkers();
}

/** Marks the markers of the source that is shown, in its answer; each marker says whether its source is. */
function tellMarkers() {
  const answer = panel.hidden ? null : cards[at].closest(".answer");
  const name = answer && nameOf(cards[at]);
  for (const marker of document.querySelectorAll("#conversation button.marker")) {
    const isOpen = Boolean(answer?.contains(marker) && marker.classList.contains(name));
    if (marker.getAttribute("aria-expanded") === String(isOpen)) continue;
    marker.classList.toggle("open", isOpen);
    marker.setAttribute("aria-expanded", isOpen);
  }
}

/** What a card shares with its markers. */
const nameOf = (part) => [...part.classList].find((own) => own.startsWith("card-"));

async function fill(card) {
  const answer = answers().indexOf(card.closest(".answer"));
  const number = nameOf(card).slice("card-".length);
  let fetched = null;
  try {
    const response = await fetch(`/chats/${shownChat()}/answers/${answer}/cards/${number}`);
    if (response.ok) fetched = new DOMParser().parseFromString(await response.text(), "text/html").querySelector(".card");
  } catch {
    // said below
  }
  if (fetched) card.replaceChildren(...fetched.childNodes);
  if (card !== cards[at] || panel.hidden) return; // another one is looked at by now
  if (fetched) show();
  else shown.replaceChildren(element("p", { textContent: say("no_source") }));
}

function step(by) {
  if (!cards[at + by]) return;
  at += by;
  show();
  heading.focus();
}

function open(marker) {
  const name = nameOf(marker);
  const found = [...(marker.closest(".answer")?.querySelectorAll(".card") ?? [])];
  if (!found.some((card) => card.classList.contains(name))) return;
  cards = found;
  at = found.findIndex((card) => card.classList.contains(name));
  opener = marker;
  panel.hidden = false;
  document.body.classList.add("evidence-open");
  show();
  heading.focus({ preventScroll: true });
}

function hide() {
  panel.hidden = true;
  document.body.classList.remove("evidence-open");
  tellMarkers();
}

export function close() {
  hide();
  (opener?.isConnected ? opener : box())?.focus();
}

/** Closes the panel if the answer that it was opened from is gone. */
export function closeIfGone() {
  if (!panel.hidden && !opener?.isConnected) close();
}

document.body.append(panel);
whenChanged(tellMarkers);
whenClicked(".answer button.marker", open);
whenClicked('[role="tab"]', hide); // it belongs to the chat
document.addEventListener("keydown", (event) => {
  if (panel.hidden) return;
  if (event.key === "Escape") close();
  else if (panel.contains(event.target) && event.key === "ArrowLeft") step(-1);
  else if (panel.contains(event.target) && event.key === "ArrowRight") step(1);
});
