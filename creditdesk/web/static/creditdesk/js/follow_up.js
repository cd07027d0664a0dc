// Forms of follow-up in a dialog: any link to them opens there, on the account under the keyboard where none is named.
// What was saved is shown by asking for the page again; on the worklist the focus goes on to the next account.

const FORMS = "/follow-up/";
const ID = "follow-up";

function frame() {
  const known = document.getElementById(ID);
  if (known) return known;
  const made = document.createElement("dialog");
  made.id = ID;
  made.setAttribute("aria-labelledby", `${ID}-title`);
  document.body.append(made);
  return made;
}

const currentRow = () => document.querySelector("[data-row].is-current[data-customer]") ?? document.querySelector("[data-row][data-customer]");

/** The address of the form, with the account under the keyboard where the link names none. */
function address(control) {
  const row = currentRow();
  if (control.dataset.followUp === "snooze") return row?.dataset.tickler ? new URL(`${FORMS}tickler/${row.dataset.tickler}/snooze/`, location.href) : null;
  const url = new URL(control.href, location.href);
  if ("followUp" in control.dataset && !url.searchParams.has("customer")) {
    if (!row) return null;
    url.searchParams.set("customer", row.dataset.customer);
  }
  return url;
}

// Fingers are faster than the network: what is typed before the form has come is kept and put in afterwards.
let early = null;

async function open(url) {
  if (early) return;
  const dialog = frame();
  url.searchParams.set("next", location.pathname + location.search);
  early = [];
  try {
    await window.htmx.ajax("GET", url.pathname + url.search, { target: dialog, swap: "innerHTML" });
  } finally {
    const keys = early;
    early = null;
    const form = dialog.querySelector("form");
    if (form) {
      // The library takes the form over a moment later; a key that sends it may be waiting already.
      window.htmx.process(form);
      if (!dialog.open) dialog.showModal();
      focusFirst(dialog);
      for (const key of keys) type(key, dialog);
    }
  }
}

document.addEventListener("keydown", (event) => {
  if (!early || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  early.push(event.key);
}, true);

/** Does with the dialog what the key would have done in it. */
function type(key, dialog) {
  const field = document.activeElement;
  const isText = field?.matches("textarea, input:not([type=radio], [type=checkbox])");
  if (key === "Escape") dialog.close();
  else if (key === "Enter") dialog.querySelector("form").requestSubmit();
  else if (key.length === 1 && isText) {
    field.setRangeText(key, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  } else if (key.length === 1) {
    const control = dialog.querySelector(`[data-key="${CSS.escape(key)}"]`);
    control?.focus();
    if (control?.matches("input[type=radio]")) control.click();
  }
}

function focusFirst(dialog) {
  const wrong = dialog.querySelector("[aria-invalid=true]");
  const first = wrong ?? dialog.querySelector("[autofocus]") ?? dialog.querySelector(".dialog-body :is(input, select, textarea):not([type=hidden])");
  first?.focus();
  // The library would take the focus back to it a moment later, from a finger that is already further on.
  for (const field of dialog.querySelectorAll("[autofocus]")) field.removeAttribute("autofocus");
}

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const control = event.target.closest(`a[href*="${FORMS}"], [data-follow-up]`);
  if (!control || !window.htmx || control.closest(`#${ID}`)) return;
  event.preventDefault();
  const url = address(control);
  if (url) open(url);
});

// An answer with mistakes in it stands in the dialog again.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === ID && event.target.open) focusFirst(event.target);
});

// ---------------------------------------------------------------- what an outcome suggests

/** The outcome's usual next action, in fields that the person has not changed. */
function suggest(radio) {
  const form = radio.form;
  const usual = { next_date: radio.dataset.nextDate, next_cause: radio.dataset.nextCause, next_kind: radio.dataset.nextKind };
  for (const [name, value] of Object.entries(usual)) {
    const field = form.elements[name];
    if (!field || field.dataset.touched) continue;
    field.value = value;
  }
  showPromise(form, radio.value);
}

function showPromise(form, outcome) {
  for (const part of form.querySelectorAll("[data-for-outcome]")) {
    part.hidden = part.dataset.forOutcome !== outcome;
    if (!part.hidden) part.querySelector("input")?.focus();
  }
}

document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-follow-up-form] input[name=outcome]")) suggest(event.target);
});
document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-follow-up-form] :is([name=next_date], [name=next_cause])")) event.target.dataset.touched = "yes";
});

function settle(root) {
  for (const form of root.querySelectorAll?.("[data-follow-up-form]") ?? []) {
    const chosen = form.querySelector("input[name=outcome]:checked");
    for (const part of form.querySelectorAll("[data-for-outcome]")) part.hidden = part.dataset.forOutcome !== chosen?.value;
  }
}
document.addEventListener("htmx:load", (event) => settle(event.detail.elt));
document.addEventListener("desk:visited", () => settle(document));
settle(document);

// ---------------------------------------------------------------- after saving

document.addEventListener("desk:followed", (event) => refresh(String(event.detail.customer)));

async function refresh(customer) {
  const rows = [...document.querySelectorAll("[data-worklist] [data-row]")];
  const at = rows.findIndex((row) => row.dataset.customer === customer);
  const next = at < 0 ? null : (rows[at + 1]?.dataset.customer ?? rows[at - 1]?.dataset.customer);
  const answer = await fetch(location.href, { headers: { "X-Purpose": "refresh" } });
  if (!answer.ok || answer.redirected) return location.reload();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of ["main.page", ".rail"]) {
    const [old, fresh] = [document.querySelector(part), page.querySelector(part)];
    if (old && fresh) old.replaceWith(fresh);
  }
  window.htmx.process(document.querySelector("main.page"));
  document.dispatchEvent(new CustomEvent("desk:visited"));
  const row = next && document.querySelector(`[data-worklist] [data-row][data-customer="${CSS.escape(next)}"]`);
  (row?.querySelector("[data-open]") ?? document.querySelector("[data-worklist] [data-open]") ?? document.querySelector("main.page"))?.focus();
}
