// What the page's scripts share: making elements, and hearing that Gradio has changed the page.

export const element = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};
export const button = (label, text, action) => {
  const made = element("button", { type: "button", textContent: text, onclick: action });
  made.setAttribute("aria-label", label);
  return made;
};

const watchers = [];

/** Calls `watcher` now, and after each change of the page: once a frame. */
export function whenChanged(watcher) {
  watchers.push(watcher);
  watcher();
}

let waiting = 0;
new MutationObserver(() => {
  waiting ||= requestAnimationFrame(() => {
    waiting = 0;
    for (const watcher of watchers) watcher();
  });
}).observe(document.body, { childList: true, subtree: true, characterData: true });

/** Calls `action` with what was clicked of what `selector` matches. */
export function whenClicked(selector, action) {
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest?.(selector);
    if (pressed) action(pressed, event);
  });
}

/** Whether this is the button of that tab: Gradio names it after what it opens. */
export const isTab = (button, id) => button.id.startsWith(id);

/** Shows a tab of the page. */
export function showTab(id) {
  const tab = [...document.querySelectorAll('[role="tab"]')].find((one) => isTab(one, id));
  if (tab?.getAttribute("aria-selected") !== "true") tab?.click();
}

/** The chat that is shown, "" for a new one, undefined until the page is loaded. */
export const toldChat = () =>
  document.querySelector("#chat-id")?.textContent ?? (document.querySelector("#new-chat") ? "" : undefined);

/** The chat that is shown, "" for a new one. */
export const shownChat = () => toldChat() ?? "";

/** The answers of the chat that is shown. */
export const answers = () => [...document.querySelectorAll("#conversation .answer")];

const hidden = (id) => document.querySelector(`#${id} textarea, #${id} input`);

/** What a hidden box of the page holds. */
export const held = (id) => hidden(id)?.value ?? "";

/** Puts a text into a hidden box of the page, as if it were typed there. */
export function put(id, text) {
  const field = hidden(id);
  if (!field) return;
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Puts a text into a hidden box, and enters it: the server hears of it. */
export async function enter(id, text) {
  put(id, text);
  await new Promise(requestAnimationFrame); // until Gradio has taken it in
  hidden(id)?.dispatchEvent(new KeyboardEvent("keypress", { key: "Enter", bubbles: true, cancelable: true }));
}

/** A path of ours, for the collection that is chosen. */
export function about(path) {
  const name = held("collection");
  return name ? `${path}${path.includes("?") ? "&" : "?"}${new URLSearchParams({ collection: name })}` : path;
}

/** The HTML that a path of ours answers with for the chosen collection, as nodes: it was escaped there. Fails if it
    doesn't answer. */
export async function fragment(path) {
  const response = await fetch(about(path));
  if (!response.ok) throw new Error(await response.text());
  return new DOMParser().parseFromString(await response.text(), "text/html").body.childNodes;
}
