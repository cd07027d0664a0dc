// Where a page begins: in the field that is wrong, else, where the page is a form, in its first field. What is shown
// once (`data-begin`) is selected, ready to be copied.

const FIELD = ":is(input, select, textarea):not([type=hidden], [readonly], :disabled)";
const WRONG = `main ${FIELD}[aria-invalid=true]`;
const FIRST = `main:not(:has(.tabs)) form:is(.form-narrow, .entrance-card .form)[method=post] ${FIELD}, main [data-begin]`;

function begin() {
  if (document.querySelector("dialog[open]")) return;
  const wrong = document.querySelector(WRONG);
  const active = document.activeElement;
  if (wrong) wrong.focus();
  else if (active === document.body) document.querySelector(FIRST)?.focus();
  // The browser gave the focus before anybody could hear of it: what is likely is selected all the same.
  else if (active.matches("[data-autoselect]") && active.value === active.defaultValue) active.select();
}
document.addEventListener("desk:visited", begin);
begin();
