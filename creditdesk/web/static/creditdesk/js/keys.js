// Keys of the page, declared in the markup: `data-key="c"` presses a control, `data-key="g t"` is a sequence.
// The `?` dialog is built from what is on the page at that moment.

const SEQUENCE_MS = 1200;
const STORE = "desk.single-keys";
const TYPING = "input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=file], [readonly]), textarea, select, [contenteditable]";

let pending = "";
let pendingTimer = 0;

// A dialog that closed may still own the focus until the next frame; nobody types into what is not seen.
const isTyping = (element) => Boolean(element?.matches?.(TYPING) && element.checkVisibility());

function singleKeysOn() {
  try {
    return localStorage.getItem(STORE) !== "off";
  } catch {
    return true;
  }
}

/** The part of the page whose keys count: the open dialog, else everything. */
function scope() {
  const dialogs = document.querySelectorAll("dialog[open]");
  return dialogs[dialogs.length - 1] ?? document;
}

// Keys of the rail go on working where a narrow screen hides their words.
function isUsable(control) {
  if (control.disabled || control.closest("template, [inert]")) return false;
  return control.checkVisibility() || control.closest(".rail, .bar") !== null;
}

function controls() {
  return [...scope().querySelectorAll("[data-key]")].filter(isUsable);
}

// What acts at once on money or on a customer waits for Enter: its key only chooses it (`data-key-focus`), and any
// other key lets go of it again, so that a sentence typed beside a field does nothing.
let chosen = null;

function letGo(event) {
  const control = chosen;
  if (!control || event.key === "Enter" || event.key === "Shift" || event.key === "Tab") return;
  chosen = null;
  if (document.activeElement !== control) return;
  control.blur();
  if (event.key === " ") event.preventDefault();
}

function press(control) {
  if (control.matches("[data-key-focus]")) {
    control.focus();
    chosen = control;
  } else if (control.matches(TYPING)) {
    control.focus();
    control.select?.();
  } else if (control.matches("input[type=radio], input[type=checkbox]")) {
    control.focus();
    control.click();
  } else {
    control.click();
  }
}

/** Tries the key, alone or as the end of a sequence. Answers whether it was taken. */
function take(key) {
  const typed = pending ? `${pending} ${key}` : key;
  pending = "";
  clearTimeout(pendingTimer);
  const all = controls();
  const hit = all.find((control) => control.dataset.key === typed) ?? all.find((control) => control.dataset.key === key);
  if (hit) {
    press(hit);
    return true;
  }
  if (all.some((control) => control.dataset.key.startsWith(`${key} `))) {
    pending = key;
    pendingTimer = setTimeout(() => (pending = ""), SEQUENCE_MS);
    return true;
  }
  return false;
}

function goBack(event) {
  const active = document.activeElement;
  if (isTyping(active)) {
    active.blur();
    return;
  }
  // Native dialogs and popovers close themselves.
  if (scope() !== document || document.querySelector("[popover]:popover-open")) return;
  const back = document.querySelector("[data-back]");
  if (back) {
    event.preventDefault();
    back.click();
  }
}

function submitCurrent(event) {
  const form = event.target.closest?.("form");
  if (!form || !isTyping(event.target)) return;
  event.preventDefault();
  form.requestSubmit();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  letGo(event);
  if (event.defaultPrevented) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return submitCurrent(event);
  if (event.key === "Escape") return goBack(event);
  if (event.ctrlKey || event.metaKey || event.altKey || event.key.length > 1) return;
  if (isTyping(event.target) || !singleKeysOn()) return;
  if (take(event.key)) event.preventDefault();
});

// ---------------------------------------------------------------- the `?` dialog

function describe(list) {
  list.replaceChildren();
  const seen = new Set();
  for (const control of document.querySelectorAll("[data-key]")) {
    const key = control.dataset.key;
    if (seen.has(key) || control.closest("template, dialog:not([open]), [hidden]")) continue;
    seen.add(key);
    const row = document.createElement("div");
    const words = document.createElement("dt");
    words.textContent = control.dataset.keyLabel || control.getAttribute("aria-label") || control.textContent.trim();
    const caps = document.createElement("dd");
    const keys = document.createElement("span");
    keys.className = "keys";
    for (const cap of key.split(" ")) keys.append(Object.assign(document.createElement("kbd"), { textContent: cap }));
    caps.append(keys);
    row.append(words, caps);
    list.append(row);
  }
}

function announceKeys(root) {
  for (const control of root.querySelectorAll?.("[data-key]") ?? []) {
    // The attribute has no notation for sequences; they are told in the dialog.
    if (!control.dataset.key.includes(" ")) control.setAttribute("aria-keyshortcuts", control.dataset.key);
  }
}

function setSingleKeys(on) {
  try {
    localStorage.setItem(STORE, on ? "on" : "off");
  } catch {
    // Without storage the choice holds for this page only.
  }
  document.documentElement.classList.toggle("no-single-keys", !on);
}

function start() {
  announceKeys(document);
  const dialog = document.getElementById("keys-dialog");
  document.documentElement.classList.toggle("no-single-keys", !singleKeysOn());
  if (!dialog) return;
  const choice = dialog.querySelector("[data-single-keys]");
  choice.checked = singleKeysOn();
  choice.addEventListener("change", () => setSingleKeys(choice.checked));
  dialog.addEventListener("desk:opening", () => describe(dialog.querySelector("[data-page-keys]")));
}

document.addEventListener("htmx:load", (event) => announceKeys(event.detail.elt));
document.addEventListener("desk:visited", () => announceKeys(document));
start();
