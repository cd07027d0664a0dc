// Who opened an account from a list goes back to that list, with its filter, and not to the list of all accounts.
// Lists to come back to are `data-return`; a link `data-back-to-list` leads to the last of them.

const STORE = "desk.list";

function remember() {
  const words = document.querySelector("main.page [data-return]") && document.querySelector("main.page h1")?.textContent.trim();
  if (!words) return;
  try {
    const language = document.documentElement.lang;
    sessionStorage.setItem(STORE, JSON.stringify({ path: location.pathname + location.search, words, language }));
  } catch {
    // Without storage the link leads to all accounts, as it says.
  }
}

function lead() {
  const link = document.querySelector("a[data-back-to-list]");
  if (!link) return;
  try {
    const kept = JSON.parse(sessionStorage.getItem(STORE) ?? "null");
    const url = kept && new URL(kept.path, location.origin);
    // Words of a language that is read no longer lead nobody back.
    if (!url || url.origin !== location.origin || kept.language !== document.documentElement.lang) return;
    link.href = kept.path;
    link.textContent = `← ${kept.words}`;
  } catch {
    // What cannot be read is as if it were not there.
  }
}

function start() {
  remember();
  lead();
}
document.addEventListener("desk:visited", start);
start();
