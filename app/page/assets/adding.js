// Documents are added by a button, or by dropping them anywhere on the page. They go through Gradio's own upload, which keeps
// to the limits.

import { element, showTab, whenClicked } from "./dom.js";
import { tell } from "./documents.js";
import { say } from "./saying.js";

const field = () => document.querySelector("#upload input[type=file]");
const over = element("div", { id: "dropping", hidden: true }, element("p", { textContent: say("drop") }));
document.body.append(over);

function add(files) {
  showTab("documents-tab");
  const given = field();
  if (!given) {
    tell(say("adding"));
    return;
  }
  given.files = files;
  given.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Without folders, which a browser gives like empty files. */
function plain(dragged) {
  const kept = new DataTransfer();
  let folders = 0;
  for (const item of dragged.items) {
    if (item.kind !== "file") continue;
    if (item.webkitGetAsEntry?.()?.isDirectory) folders += 1;
    else if (item.getAsFile()) kept.items.add(item.getAsFile());
  }
  if (folders) {
    showTab("documents-tab");
    tell(say("no_folders"));
  }
  return kept.files;
}

const brings = (event) => Boolean(event.dataTransfer?.types.includes("Files") && document.querySelector("#upload"));

document.addEventListener("dragenter", (event) => {
  if (brings(event)) over.hidden = false;
});
document.addEventListener("dragover", (event) => {
  if (brings(event)) event.preventDefault(); // or the browser would open the file
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) over.hidden = true;
});
document.addEventListener("drop", (event) => {
  over.hidden = true;
  if (!brings(event)) return;
  event.preventDefault();
  event.stopPropagation();
  const files = plain(event.dataTransfer);
  if (files.length) add(files);
}, true);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") over.hidden = true;
});

whenClicked(".add-documents", () => {
  showTab("documents-tab");
  if (field()) field().click();
  else tell(say("adding_more"));
});
