// Moving on feels instant: the page that comes next (`data-prefetch`) is fetched into memory while the person reads, and
// its link swaps it in. Nothing is stored: pages carry figures that must not outlive the session.

const FRESH_MS = 30_000;
const KEEP_MAX = 3;
// What was fetched longer ago is fetched anew where the person is about to go on.
const AGAIN_MS = 5_000;
const STORED_MAX = 12;
const ready = new Map();
let shownPath = location.pathname + location.search;

const pathOf = (url) => url.pathname + url.search;

function addresses() {
  return [...document.querySelectorAll("[data-prefetch]")]
    .map((link) => new URL(link.href, location.href))
    .filter((url) => url.origin === location.origin && pathOf(url) !== location.pathname + location.search)
    .slice(0, KEEP_MAX);
}

async function prepare() {
  if (navigator.connection?.saveData) return;
  for (const url of addresses()) {
    const path = pathOf(url);
    const known = ready.get(path);
    if (known === null || (known && Date.now() - known.at < AGAIN_MS)) continue;
    ready.set(path, null);
    try {
      const answer = await fetch(path, { headers: { "X-Purpose": "prefetch" }, redirect: "error" });
      if (answer.ok) keep(path, await answer.text());
      else ready.delete(path);
    } catch {
      ready.delete(path);
    }
  }
}

function keep(path, html) {
  ready.delete(path);
  ready.set(path, { html, at: Date.now() });
  for (const oldest of [...ready.keys()].slice(0, -STORED_MAX)) ready.delete(oldest);
}

function prepareSoon() {
  (window.requestIdleCallback ?? setTimeout)(prepare);
}

const scriptsOf = (page) => [...page.querySelectorAll("script[src]")].map((script) => script.getAttribute("src")).sort().join();

/** Shows a prepared page. Answers false where only a real visit will do: other scripts, no main part. */
function show(html, path) {
  const next = new DOMParser().parseFromString(html, "text/html");
  const main = next.querySelector("main.page");
  if (!main || !document.querySelector("main.page") || scriptsOf(next) !== scriptsOf(document)) return false;
  history.pushState(null, "", path);
  shownPath = path;
  document.title = next.title;
  document.querySelectorAll("head [data-prefetch], head meta[name=draft-saved]").forEach((old) => old.remove());
  document.head.append(...next.querySelectorAll("head [data-prefetch], head meta[name=draft-saved]"));
  for (const part of ["main.page", ".rail", ".toasts"]) {
    const [old, fresh] = [document.querySelector(part), next.querySelector(part)];
    if (!old || !fresh) continue;
    if (part === ".toasts") old.replaceChildren(...fresh.childNodes);
    else old.replaceWith(fresh);
  }
  const shown = document.querySelector("main.page");
  window.htmx?.process(shown);
  window.scrollTo(0, 0);
  shown.focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent("desk:visited"));
  return true;
}

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest("a[href]");
  if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin || link.hash) return;
  const path = link.pathname + link.search;
  const page = ready.get(path);
  ready.delete(path);
  if (page && Date.now() - page.at < FRESH_MS && show(page.html, path)) event.preventDefault();
});

// A form that was kept goes on to the page that was prepared; whoever asks learns by the event whether it is shown.
document.addEventListener("desk:go", (event) => {
  const page = ready.get(event.detail.path);
  ready.delete(event.detail.path);
  if (page && Date.now() - page.at < FRESH_MS && show(page.html, event.detail.path)) event.preventDefault();
});
document.addEventListener("desk:prepare", prepareSoon);

// Whatever was written may have changed what was prepared.
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.requestConfig?.verb === "get") return;
  ready.clear();
  prepareSoon();
});
// Going back is a real visit, so that it shows the present. A jump within the page is no visit.
window.addEventListener("popstate", () => {
  if (location.pathname + location.search !== shownPath) location.reload();
});
document.addEventListener("desk:visited", prepareSoon);
prepareSoon();
