// Figures of the page: the sum of the selected rows (`data-minor` on their boxes, the currency on the form), and printing.

const FALLBACK_PLACES = 2;

function show(form) {
  const output = form.querySelector("[data-selected-sum]");
  if (!output) return;
  const currency = form.dataset.sumCurrency;
  const chosen = [...form.querySelectorAll("[data-select]:checked")];
  // Whole minor units add up exactly; the point is set once, at the end.
  const minor = chosen.reduce((sum, box) => sum + BigInt(box.dataset.minor ?? 0), 0n);
  const locale = document.documentElement.lang || "en";
  let places = FALLBACK_PLACES;
  try {
    places = new Intl.NumberFormat(locale, { style: "currency", currency }).resolvedOptions().maximumFractionDigits;
  } catch {
    // An unknown currency has two places.
  }
  const scale = 10n ** BigInt(places);
  const whole = new Intl.NumberFormat(locale).format(minor / scale);
  const point = new Intl.NumberFormat(locale).formatToParts(1.1).find((part) => part.type === "decimal").value;
  output.textContent = places ? `${whole}${point}${String(minor % scale).padStart(places, "0")}` : whole;
}

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("[data-sum-currency]");
  // After lists.js, which ticks the others when all are chosen.
  if (form) queueMicrotask(() => show(form));
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
  const form = event.target.closest("[data-select-none]")?.closest("[data-sum-currency]");
  if (form) queueMicrotask(() => show(form));
});
