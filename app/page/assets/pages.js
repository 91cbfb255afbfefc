// The pages of a PDF in the card of a source: fetched when the card is shown, with boxes round the quote. Where there are
// none, or they can't be shown, the card stays as it is.

import { whenChanged } from "./dom.js";

let last = null;

async function add(card, address) {
  let figures = [];
  try {
    const response = await fetch(address);
    if (!response.ok) return;
    figures = [...new DOMParser().parseFromString(await response.text(), "text/html").querySelectorAll("figure")];
  } catch {
    return; // the text remains
  }
  for (const figure of figures) {
    const picture = figure.querySelector("img");
    picture.addEventListener("load", () => figure.classList.add("loaded"));
    picture.addEventListener("error", () => figure.remove());
  }
  if (card.isConnected) card.querySelector(".passage")?.after(...figures);
}

whenChanged(() => {
  const card = document.querySelector("#evidence:not([hidden]) .card");
  const pdf = card?.querySelector('a[href*="/original#page="]');
  const quote = card?.querySelector('a[href*="?start="]');
  if (card === last || !pdf || !quote) return;
  last = card;
  const { origin, pathname, search } = new URL(quote.href);
  if (origin === location.origin) add(card, `${pathname}/pages${search}`);
});
