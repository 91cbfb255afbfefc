// The collection that is asked, where there are several: chosen in the header. Its name is kept in the hidden box
// #collection, which the server changes when a chat about another one is opened.

import { fragment, held, put, whenChanged } from "./dom.js";
import { open, refresh } from "./sidebar.js";

let chooser = null;
let last = null;

async function offer() {
  const nodes = [...(await fragment("/collections"))];
  const fetched = nodes.find((node) => node.matches?.("select"));
  if (!fetched) return; // there is but one
  chooser = document.adoptNode(fetched);
  chooser.value = held("collection");
  chooser.addEventListener("change", () => {
    put("collection", chooser.value);
    open(""); // a chat stays with the collection that it began with
  });
  follow();
}

function follow() {
  const place = document.querySelector("#about p");
  if (chooser && place && !place.contains(chooser)) place.append(" ", chooser);
  const name = held("collection");
  if (!name || name === last) return;
  if (chooser) chooser.value = name;
  if (last !== null) refresh();
  last = name;
}

whenChanged(follow);
offer();
