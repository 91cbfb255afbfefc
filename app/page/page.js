// The page's own script: shows the card of a source beside the chat, copies text, asks what a button proposes, and keeps
// the address and the focus in step with the chat. Cards are escaped by app/showing/html.py. They come with the answers and
// are cloned; of a very long answer the later ones come empty, and are fetched.
"use strict";
(() => {
  const element = (tag, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };
  const button = (label, text, action) => {
    const made = element("button", { type: "button", textContent: text, onclick: action });
    made.setAttribute("aria-label", label);
    return made;
  };

  // ---- the panel of sources

  const heading = element("h2", { tabIndex: -1 });
  const shown = element("div");
  const previous = button("Previous source", "‹", () => step(-1));
  const next = button("Next source", "›", () => step(1));
  const panel = element(
    "aside",
    { id: "evidence", hidden: true },
    element("header", {}, heading, previous, next, button("Close the source", "×", () => close())),
    shown,
  );
  panel.setAttribute("aria-label", "Source");
  let cards = [];
  let at = 0;
  let opener = null;

  function show() {
    const card = cards[at].cloneNode(true);
    card.hidden = false;
    shown.replaceChildren(card);
    heading.textContent = `Source ${at + 1} of ${cards.length}`;
    previous.disabled = at === 0;
    next.disabled = at === cards.length - 1;
    panel.scrollTop = 0;
    card.querySelector("mark")?.scrollIntoView({ block: "nearest" });
    if (!card.hasChildNodes()) fill(cards[at]);
  }

  async function fill(card) {
    const chat = new URLSearchParams(location.search).get("chat");
    const answer = [...document.querySelectorAll("#conversation .answer")].indexOf(card.closest(".answer"));
    const number = [...card.classList].find((own) => own.startsWith("card-")).slice("card-".length);
    let fetched = null;
    try {
      const response = await fetch(`/chats/${chat}/answers/${answer}/cards/${number}`);
      if (response.ok) fetched = new DOMParser().parseFromString(await response.text(), "text/html").querySelector(".card");
    } catch {
      // said below
    }
    if (fetched) card.replaceChildren(...fetched.childNodes);
    if (card !== cards[at] || panel.hidden) return; // another one is looked at by now
    if (fetched) show();
    else shown.replaceChildren(element("p", { textContent: "This source could not be fetched. Reload the page, or ask again." }));
  }

  function step(by) {
    if (!cards[at + by]) return;
    at += by;
    show();
    heading.focus();
  }

  function open(marker) {
    const name = [...marker.classList].find((own) => own.startsWith("card-"));
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
  }

  function close() {
    hide();
    (opener?.isConnected ? opener : box())?.focus();
  }

  // ---- the focus, which Gradio drops with the button that was pressed

  const box = () => document.querySelector("#question textarea");
  let answering = false;

  function focusBox() {
    if (!matchMedia("(pointer: coarse)").matches) box()?.focus(); // on a phone the keyboard would cover the answer
  }

  function refocus() {
    const growing = Boolean(document.querySelector("#conversation .growing"));
    const focused = document.activeElement;
    if (answering && !growing && (focused === document.body || focused.closest("#question, #actions"))) focusBox();
    answering = growing;
  }

  // ---- asking by a button: what is typed meanwhile stays

  async function ask(pressed) {
    const field = document.querySelector("#proposed textarea, #proposed input");
    if (!field) return;
    const chat = document.querySelector('#conversation [role="log"]');
    if (chat) chat.scrollTop = chat.scrollHeight; // there Gradio follows what comes
    field.value = pressed.querySelector(".asked").textContent;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise(requestAnimationFrame); // until Gradio has taken it in
    field.dispatchEvent(new KeyboardEvent("keypress", { key: "Enter", bubbles: true, cancelable: true }));
    focusBox();
  }

  // ---- copying

  async function copy(pressed) {
    const text = pressed.closest(".card, .answer")?.querySelector(":scope > .plain")?.textContent;
    if (!text) return;
    const label = pressed.textContent;
    try {
      await navigator.clipboard.writeText(text);
      pressed.textContent = "Copied";
    } catch {
      pressed.textContent = "The browser did not let it be copied";
    }
    setTimeout(() => (pressed.textContent = label), 2000);
  }

  document.addEventListener("click", (event) => {
    const pressed = event.target.closest?.(".marker, .copy, .ask");
    if (pressed?.matches(".answer button.marker")) open(pressed);
    else if (pressed?.matches(".answer button.ask")) ask(pressed);
    else if (pressed?.matches(".copy")) copy(pressed);
    if (event.target.closest?.("#edit, #new")) focusBox();
    if (event.target.closest?.('[role="tab"]')) hide(); // it belongs to the chat
  });
  document.addEventListener("keydown", (event) => {
    if (panel.hidden) return;
    if (event.key === "Escape") close();
    else if (panel.contains(event.target) && event.key === "ArrowLeft") step(-1);
    else if (panel.contains(event.target) && event.key === "ArrowRight") step(1);
  });

  // ---- what Gradio leaves to be mended: the names that a screen reader says, and the address

  function mend() {
    refocus();
    if (unfolded && document.querySelector("#chats")) {
      unfolded = false;
      fold();
    }
    for (const message of document.querySelectorAll('[aria-label*="message:"]')) {
      message.setAttribute("aria-label", message.getAttribute("aria-label").startsWith("bot") ? "Answer" : "Question");
    }
    for (const search of document.querySelectorAll("#documents input:not([aria-label])")) {
      search.setAttribute("aria-label", "Search the documents");
    }
    const examples = document.querySelector('#conversation .examples[role="list"]'); // a list whose items are none
    examples?.setAttribute("role", "group");
    examples?.setAttribute("aria-label", "Example questions");
    const chat = document.querySelector("#chat-id");
    if (chat && (chat.textContent || "") !== (new URLSearchParams(location.search).get("chat") ?? "")) {
      history.replaceState(null, "", chat.textContent ? `?chat=${chat.textContent}` : location.pathname);
      if (!panel.hidden && !opener?.isConnected) close();
      fold();
    }
  }

  // Over a narrow page the list of chats would cover the chat.
  function fold() {
    if (matchMedia("(max-width: 768px)").matches) document.querySelector("#chats.open .toggle-button")?.click();
  }
  let unfolded = true;

  document.body.append(panel);
  let waiting = 0;
  new MutationObserver(() => {
    waiting ||= requestAnimationFrame(() => {
      waiting = 0;
      mend();
    });
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
  mend();
})();
