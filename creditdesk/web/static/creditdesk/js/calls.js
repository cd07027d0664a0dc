// Calls: the customer's clock, the account under the keyboard, and a form that is kept without a visit in between.

const FRESH_TOAST = "desk.toast";
const ROW_MS = 150;

// ---------------------------------------------------------------- the customer's clock, by the server's time

// A page that was fetched ahead is a little behind; the difference to the server is the largest that was ever seen.
let ahead = -Infinity;

function tick() {
  for (const clock of document.querySelectorAll("[data-clock]")) {
    if (!clock.dataset.read) {
      clock.dataset.read = "yes";
      ahead = Math.max(ahead, Date.parse(clock.dataset.serverNow) - Date.now());
    }
    const shown = { hour: "numeric", minute: "2-digit", second: "2-digit", timeZoneName: "short", timeZone: clock.dataset.clock };
    try {
      clock.textContent = new Intl.DateTimeFormat(document.documentElement.lang || "en", shown).format(Date.now() + ahead);
    } catch {
      // A zone that the browser does not know keeps the server's words.
    }
  }
}
setInterval(tick, 1000);
document.addEventListener("desk:visited", tick);
tick();

// ---------------------------------------------------------------- from a list: the account under the keyboard

let rowTimer = 0;

function follow() {
  const link = document.querySelector("a[data-call]");
  const row = document.querySelector("[data-row].is-current[data-customer]");
  if (!link || !row) return;
  link.href = link.dataset.call.replace("/0/", `/${row.dataset.customer}/`);
  clearTimeout(rowTimer);
  rowTimer = setTimeout(() => document.dispatchEvent(new CustomEvent("desk:prepare")), ROW_MS);
}
document.addEventListener("desk:marked", follow);
document.addEventListener("desk:visited", follow);
follow();

// ---------------------------------------------------------------- what is spoken of

/** The sum of the ticked items as the promised amount, as long as nobody typed another. */
function sum(box) {
  const form = box.form;
  const field = form.elements.promised;
  if (!field || field.dataset.touched) return;
  const minor = [...form.querySelectorAll("[data-spoken] input:checked")].reduce((all, one) => all + BigInt(one.dataset.minor), 0n);
  const currency = box.closest("[data-spoken]").dataset.spoken;
  let places = 2;
  try {
    places = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits;
  } catch {
    // An unknown currency has two places.
  }
  const scale = 10n ** BigInt(places);
  // With the reader's own mark: 1.500 of a currency with three places would be read as a thousand and a half elsewhere.
  const mark = new Intl.NumberFormat(document.documentElement.lang || "en").formatToParts(1.1).find((part) => part.type === "decimal").value;
  field.value = places ? `${minor / scale}${mark}${String(minor % scale).padStart(places, "0")}` : String(minor);
}

document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-spoken] input")) sum(event.target);
  // Who says how it ended is about to go on: the next account is fetched anew.
  if (event.target.matches?.("[data-call-form] input[name=outcome]")) document.dispatchEvent(new CustomEvent("desk:prepare"));
});
document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-call-form] [name=promised]")) event.target.dataset.touched = "yes";
});

// ---------------------------------------------------------------- keeping it

let sending = false;

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches?.("[data-call-form]")) return;
  event.preventDefault();
  if (sending) return;
  sending = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form, event.submitter), headers: { "HX-Request": "true" } });
    const url = answer.headers.get("HX-Redirect");
    if (answer.status === 204 && url) kept(form, url, JSON.parse(answer.headers.get("HX-Trigger") ?? "{}").toast);
    else if (answer.status === 422 || answer.status === 409) shown(await answer.text());
    // Signed out, or no right any more: the browser shows what the server says.
    else form.submit();
  } catch {
    document.dispatchEvent(new CustomEvent("toast", { detail: { text: form.dataset.offline, tone: "danger" } }));
  } finally {
    sending = false;
  }
});

function kept(form, url, toast) {
  document.dispatchEvent(new CustomEvent("desk:kept", { detail: { form } }));
  const going = new CustomEvent("desk:go", { detail: { path: url }, cancelable: true });
  // Whoever shows a prepared page says so; else it is a visit, and the word comes after it.
  if (!document.dispatchEvent(going)) document.dispatchEvent(new CustomEvent("toast", { detail: toast }));
  else {
    try {
      sessionStorage.setItem(FRESH_TOAST, JSON.stringify(toast));
    } catch {
      // Without storage the list itself shows that it is kept.
    }
    location.assign(url);
  }
}

function shown(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const [old, fresh] = [document.querySelector("main.page"), page.querySelector("main.page")];
  if (!old || !fresh) return;
  old.replaceWith(fresh);
  document.dispatchEvent(new CustomEvent("desk:visited"));
  const wrong = fresh.querySelector("[aria-invalid=true], .has-error input, .form-errors") ?? fresh;
  if (!wrong.matches("input, select, textarea")) wrong.tabIndex = -1;
  wrong.focus();
}

try {
  const waiting = sessionStorage.getItem(FRESH_TOAST);
  sessionStorage.removeItem(FRESH_TOAST);
  if (waiting) document.dispatchEvent(new CustomEvent("toast", { detail: JSON.parse(waiting) }));
} catch {
  // Storage is off.
}
