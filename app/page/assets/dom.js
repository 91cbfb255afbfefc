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
