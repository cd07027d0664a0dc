// A day typed as "+2" says which day that is, before it is sent: who plans on a Friday sees that it is a Sunday.
// Fields are `data-typed-date`; the business day comes from the top bar. Other forms of a date are left to the server.

function today() {
  const shown = document.querySelector(".bar .chip-date time")?.getAttribute("datetime");
  return shown ? new Date(`${shown}T00:00:00Z`) : null;
}

function meant(text) {
  const found = /^\+(\d{1,4})$/.exec(text.trim());
  const from = today();
  if (!found || !from) return null;
  from.setUTCDate(from.getUTCDate() + Number(found[1]));
  return from;
}

function tell(field) {
  const day = meant(field.value);
  let hint = field.parentElement.querySelector("[data-day-meant]");
  if (!hint && !day) return;
  if (!hint) {
    hint = Object.assign(document.createElement("output"), { className: "field-help" });
    hint.dataset.dayMeant = "";
    field.after(hint);
  }
  const locale = document.documentElement.lang || "en";
  const words = { weekday: "short", month: "short", day: "numeric", year: "numeric", timeZone: "UTC" };
  hint.textContent = day ? new Intl.DateTimeFormat(locale, words).format(day) : "";
  hint.hidden = !day;
}

const tellAll = (root) => root.querySelectorAll?.("[data-typed-date]").forEach(tell);

document.addEventListener("input", (event) => event.target.matches?.("[data-typed-date]") && tell(event.target));
// An outcome fills in its usual day, which is no input of the person's.
document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form");
  if (form) queueMicrotask(() => tellAll(form));
});
document.addEventListener("htmx:load", (event) => tellAll(event.detail.elt));
document.addEventListener("desk:visited", () => tellAll(document));
tellAll(document);
