// Half-typed notes survive a reload and a lost connection. They stay in this browser until the server has the text.

const PREFIX = "desk.draft.";
const KEEP_DAYS = 14;
const DAY_MS = 86_400_000;

const nameOf = (field) => PREFIX + field.dataset.draftKey;

function save(field) {
  try {
    if (field.value.trim() && field.value !== field.defaultValue) {
      localStorage.setItem(nameOf(field), JSON.stringify({ text: field.value, at: Date.now() }));
    } else {
      localStorage.removeItem(nameOf(field));
    }
  } catch {
    // Full or forbidden storage: the text stays in the field.
  }
}

function restore(root) {
  for (const field of root.querySelectorAll?.("[data-draft-key]") ?? []) {
    const stored = read(nameOf(field));
    if (!stored || field.value !== field.defaultValue || stored.text === field.value) continue;
    field.value = stored.text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    const hint = field.closest("form")?.querySelector("[data-draft-notice]");
    if (hint) hint.hidden = false;
  }
}

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function forget(form) {
  for (const field of form?.querySelectorAll?.("[data-draft-key]") ?? []) localStorage.removeItem(nameOf(field));
}

function forgetConfirmed() {
  for (const meta of document.querySelectorAll('meta[name="draft-saved"]')) localStorage.removeItem(PREFIX + meta.content);
}

function forgetOld() {
  for (const name of Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))) {
    if (Date.now() - (read(name)?.at ?? 0) > KEEP_DAYS * DAY_MS) localStorage.removeItem(name);
  }
}

document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-draft-key]")) save(event.target);
});
document.addEventListener("htmx:afterRequest", (event) => {
  const { verb } = event.detail.requestConfig ?? {};
  if (event.detail.successful && event.detail.xhr.status < 400 && verb !== "get") forget(event.detail.elt.closest?.("form") ?? event.detail.elt);
});
document.addEventListener("desk:kept", (event) => forget(event.detail.form));
document.addEventListener("htmx:load", (event) => restore(event.detail.elt));
document.addEventListener("desk:visited", () => {
  forgetConfirmed();
  restore(document);
});
// Notes of one person are not for the next one at this machine.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-signs-out]")) return;
  Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).forEach((key) => localStorage.removeItem(key));
});

try {
  forgetConfirmed();
  forgetOld();
  restore(document);
} catch {
  // Storage is off; everything else works.
}
