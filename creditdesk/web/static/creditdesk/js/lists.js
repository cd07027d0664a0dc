// Lists: `data-list` holds rows `data-row`. j/k move, Enter follows `data-open`, x toggles `data-select`.
// Focus sits on the row's link, so that Enter, screen readers and the address in the status bar come from the browser.

const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
const CONTROL = "a, button, input, select, textarea, label, summary";

const singleKeysOn = () => !document.documentElement.classList.contains("no-single-keys");
const isTyping = (element) => Boolean(element.matches?.(TYPING) && element.checkVisibility());
const dialogOpen = () => document.querySelector("dialog[open]") !== null;
const rowsOf = (list) => [...list.querySelectorAll("[data-row]")].filter((row) => row.offsetParent !== null);

function currentList() {
  const within = document.activeElement?.closest("[data-list]");
  return within ?? document.querySelector(".is-current")?.closest("[data-list]") ?? document.querySelector("[data-list]");
}

function mark(row) {
  document.querySelectorAll("[data-row].is-current").forEach((other) => other !== row && other.classList.remove("is-current"));
  if (!row || row.classList.contains("is-current")) return;
  row.classList.add("is-current");
  document.dispatchEvent(new CustomEvent("desk:marked"));
}

function focusRow(row) {
  mark(row);
  const target = row.querySelector("[data-open]") ?? row.querySelector("a, button, input") ?? row;
  if (target === row) row.tabIndex = -1;
  target.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function move(step) {
  const list = currentList();
  const rows = list ? rowsOf(list) : [];
  if (!rows.length) return false;
  const at = rows.findIndex((row) => row.classList.contains("is-current"));
  const next = at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + step, 0), rows.length - 1);
  focusRow(rows[next]);
  return true;
}

function toggleCurrent() {
  const box = document.querySelector("[data-row].is-current [data-select]");
  box?.click();
  return Boolean(box);
}

function openCurrent(event) {
  // A focused link or button has its own Enter.
  if (event.target.closest?.(CONTROL)) return false;
  const link = document.querySelector("[data-row].is-current [data-open]");
  link?.click();
  return Boolean(link);
}

// A worklist, and what is worked from the top, begins at its first row: the keys of the page act on it, and it shows so.
function markFirst() {
  if (document.querySelector("[data-row].is-current")) return;
  const first = document.querySelector(":is([data-worklist], [data-from-top]) [data-row]");
  if (first) mark(first);
}
document.addEventListener("desk:visited", markFirst);
markFirst();

const KEYS = { j: () => move(1), k: () => move(-1), x: toggleCurrent, Enter: openCurrent };

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || dialogOpen()) return;
  if (isTyping(event.target)) return;
  if (event.key !== "Enter" && !singleKeysOn()) return;
  if (KEYS[event.key]?.(event)) event.preventDefault();
});

document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.("[data-list] [data-row]");
  if (row) mark(row);
});

// A click anywhere in a row opens it, unless it met a control or marked some text.
document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-list] [data-row]");
  if (!row || event.target.closest(CONTROL) || String(getSelection())) return;
  const link = row.querySelector("[data-open]");
  if (!link) return;
  if (event.ctrlKey || event.metaKey) window.open(link.href, "_blank", "noopener");
  else link.click();
});

// ---------------------------------------------------------------- selection

function showSelection(scope) {
  const boxes = [...scope.querySelectorAll("[data-select]")];
  const chosen = boxes.filter((box) => box.checked).length;
  const bar = scope.querySelector("[data-bulk]");
  if (bar) {
    bar.hidden = chosen === 0;
    bar.querySelector("[data-bulk-count]").textContent = chosen;
  }
  const all = scope.querySelector("[data-select-all]");
  if (all) {
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }
}

const selectionScope = (element) => element.closest("form") ?? element.closest("[data-list]")?.parentElement ?? document;

document.addEventListener("change", (event) => {
  const box = event.target;
  if (!box.matches("[data-select], [data-select-all]")) return;
  const scope = selectionScope(box);
  if (box.matches("[data-select-all]")) {
    scope.querySelectorAll("[data-select]").forEach((other) => (other.checked = box.checked));
  }
  showSelection(scope);
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-select-none]")) return;
  const scope = selectionScope(event.target);
  scope.querySelectorAll("[data-select]").forEach((box) => (box.checked = false));
  showSelection(scope);
});

// Small debts at once: those of which something is open, and no more than so much. A change is told, so sums follow.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-select-small]");
  if (!button) return;
  const boxes = [...selectionScope(button).querySelectorAll("[data-select][data-minor]")];
  const most = BigInt(button.dataset.selectSmall);
  for (const box of boxes) box.checked = BigInt(box.dataset.minor) > 0n && BigInt(box.dataset.minor) <= most;
  boxes[0]?.dispatchEvent(new Event("change", { bubbles: true }));
});

// ---------------------------------------------------------------- a head that stays

// A table that fits its frame needs no sideways scrolling, and only then can its head stay under the top bar.
// One that does not fit is scrolled by the arrow keys too, so its frame takes the focus.
const frames = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const table = target.querySelector(":scope > table");
    const fits = table !== null && table.offsetWidth <= target.clientWidth + 1;
    target.classList.toggle("fits", fits);
    if (fits) target.removeAttribute("tabindex");
    else target.tabIndex = 0;
  }
});
const watchFrames = () => document.querySelectorAll(".table-wrap").forEach((frame) => frames.observe(frame));
document.addEventListener("htmx:load", watchFrames);
document.addEventListener("desk:visited", watchFrames);
watchFrames();
