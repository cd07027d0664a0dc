// Dialogs: `data-dialog="id"` opens, `data-close` or a click on the backdrop closes, focus goes to the first field.

const open = (id) => {
  const dialog = document.getElementById(id);
  if (!dialog || dialog.open) return;
  dialog.closest("[popover]")?.hidePopover?.();
  document.querySelectorAll("[popover]:popover-open").forEach((menu) => menu.hidePopover());
  dialog.dispatchEvent(new CustomEvent("desk:opening"));
  dialog.showModal();
  const field = dialog.querySelector("[autofocus], .dialog-body :is(input, select, textarea):not([type=hidden], :disabled)");
  field?.focus();
};

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    event.preventDefault();
    open(opener.dataset.dialog);
    return;
  }
  if (event.target.closest("[data-close]")) {
    event.target.closest("dialog")?.close();
    return;
  }
  // The dialog itself is the target only where its backdrop was pressed; its content lies in child elements.
  if (event.target instanceof HTMLDialogElement && isBackdrop(event)) event.target.close();
});

function isBackdrop(event) {
  const box = event.target.getBoundingClientRect();
  const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  return !inside && event.detail > 0;
}

// A form in a dialog that the server accepted closes the dialog, unless the answer is a form again (422, 409).
document.addEventListener("htmx:afterRequest", (event) => {
  const dialog = event.target.closest?.("dialog[open]");
  if (dialog && event.detail.successful && event.detail.xhr.status < 400 && event.detail.requestConfig.verb !== "get") dialog.close();
});

// The likely value is filled in; typing replaces it.
document.addEventListener("focusin", (event) => {
  if (event.target.matches?.("[data-autoselect]")) event.target.select();
});

// `data-filters` forms submit when a choice changes, words when Enter is pressed; empty fields stay out of the URL.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-filters]");
  if (form && event.target.matches("select, [type=checkbox], [type=radio]")) form.requestSubmit();
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-filters]")) return;
  for (const field of event.target.elements) {
    if (field.name && field.value === "") field.disabled = true;
  }
});
// A browser that goes back fills the fields in as they were left; the list is that of the address, and so are they.
window.addEventListener("pageshow", (event) => {
  const wentBack = event.persisted || performance.getEntriesByType("navigation")[0]?.type !== "navigate";
  for (const form of document.querySelectorAll("form[data-filters]")) {
    form.querySelectorAll(":disabled").forEach((field) => (field.disabled = false));
    if (wentBack) form.reset();
  }
});
