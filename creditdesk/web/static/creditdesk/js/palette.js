// The palette: Ctrl-K or `/` opens it; it asks the server as the person types and shows what comes back.
// Combobox pattern: focus stays in the input, `aria-activedescendant` names the marked option.

const dialog = document.getElementById("palette");
const RECENT = "desk.recent";
const RECENT_MAX = 6;
const WAIT_MS = 80;

if (dialog) start();

function start() {
  const input = dialog.querySelector("input");
  const results = dialog.querySelector("[role=listbox]");
  const status = dialog.querySelector("[data-palette-count]");
  let timer = 0;
  let running = null;
  let asked = null;
  // Who has chosen by arrow keeps the choice when a later answer still has it.
  let moved = false;

  const options = () => [...results.querySelectorAll("[role=option]")];
  const marked = () => results.querySelector("[aria-selected=true]");

  function mark(option) {
    marked()?.setAttribute("aria-selected", "false");
    if (!option) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const all = options();
    if (!all.length) return;
    moved = true;
    const at = all.indexOf(marked());
    mark(all[(at + by + all.length) % all.length]);
  }

  async function ask() {
    const words = input.value.trim();
    if (words === asked) return;
    running?.abort();
    running = new AbortController();
    try {
      const answer = await fetch(`${dialog.dataset.url}?q=${encodeURIComponent(words)}`, {
        signal: running.signal,
        headers: { "HX-Request": "true" },
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const html = await answer.text();
      const kept = moved ? marked()?.getAttribute("href") : null;
      results.innerHTML = html;
      asked = words;
      if (!words) results.prepend(...recentGroup());
      mark(options().find((option) => option.getAttribute("href") === kept) ?? options()[0]);
      status.textContent = `${options().length} ${status.dataset.words}`;
    } catch (error) {
      if (error.name === "AbortError") return;
      asked = null;
      const sorry = Object.assign(document.createElement("p"), { className: "palette-none", textContent: dialog.dataset.failed });
      results.replaceChildren(sorry);
    }
  }

  function recentGroup() {
    const known = new Set(options().map((option) => option.getAttribute("href")));
    const recent = readRecent().filter((entry) => !known.has(entry.url));
    if (!recent.length) return [];
    const group = document.createElement("div");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", dialog.dataset.recentLabel);
    const head = Object.assign(document.createElement("div"), { className: "palette-group", textContent: dialog.dataset.recentLabel });
    head.setAttribute("role", "presentation");
    group.append(head);
    recent.forEach((entry, index) => group.append(recentOption(entry, index)));
    return [group];
  }

  function show() {
    if (dialog.open) {
      dialog.close();
      return;
    }
    document.querySelectorAll("dialog[open]").forEach((other) => other.close());
    asked = null;
    moved = false;
    input.value = "";
    results.replaceChildren();
    dialog.showModal();
    input.focus();
    ask();
  }

  /** Enter may come faster than the answer; then it waits for the answer instead of opening an old one. */
  async function choose(newTab) {
    clearTimeout(timer);
    await ask();
    const option = marked();
    if (!option) return;
    remember(option);
    if (newTab) {
      window.open(option.href, "_blank", "noopener");
    } else {
      dialog.close();
      option.click();
    }
  }

  input.addEventListener("input", () => {
    moved = false;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  });
  input.addEventListener("keydown", (event) => {
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves) step(moves[event.key]);
    else if (event.key === "Enter") choose(event.ctrlKey || event.metaKey);
    else if (event.key === "Escape") dialog.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  results.addEventListener("mousemove", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && option !== marked()) mark(option);
  });
  results.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    remember(option);
    // An entry may be an action of this page: `#note` opens the dialog of that name.
    const hash = option.getAttribute("href").match(/^#([\w-]+)$/)?.[1];
    dialog.close();
    if (hash && document.getElementById(hash) instanceof HTMLDialogElement) {
      event.preventDefault();
      document.getElementById(hash).showModal();
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-palette]")) show();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    show();
  });
}

function recentOption(entry, index) {
  const option = document.createElement("a");
  option.className = "palette-option";
  option.href = entry.url;
  option.id = `palette-recent-${index}`;
  option.tabIndex = -1;
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  option.append(Object.assign(document.createElement("span"), { className: "palette-label", textContent: entry.label }));
  if (entry.hint) option.append(Object.assign(document.createElement("span"), { className: "palette-hint", textContent: entry.hint }));
  return option;
}

function readRecent() {
  try {
    const stored = JSON.parse(localStorage.getItem(RECENT) ?? "[]");
    // Only places of this site: what stands in storage is not trusted to be an address.
    return stored.filter((entry) => /^\/(?!\/)/.test(entry.url) && typeof entry.label === "string").slice(0, RECENT_MAX);
  } catch {
    return [];
  }
}

function remember(option) {
  const url = option.getAttribute("href");
  if (!url.startsWith("/")) return;
  const words = (selector) => option.querySelector(selector)?.textContent.trim() ?? "";
  const entry = { url, label: words(".palette-label"), hint: words(".palette-hint") };
  const others = readRecent().filter((other) => other.url !== url);
  try {
    localStorage.setItem(RECENT, JSON.stringify([entry, ...others].slice(0, RECENT_MAX)));
  } catch {
    // No storage: the palette works without recent entries.
  }
}

// What a person opened is not for the next person at this machine.
document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-signs-out]")) localStorage.removeItem(RECENT);
});
