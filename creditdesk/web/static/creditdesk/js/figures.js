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
  output.textContent = figure(minor, places);
}

// ---------------------------------------------------------------- what is left of a credit while it is applied

/** The minor units of an amount as people type it, or null where the server will have to say what it thinks. */
function typedMinor(text, places) {
  const found = /^(\d[\d,]*)?(?:\.(\d*))?(k?)$/i.exec(withPoint(text.replace(/\s/g, "")));
  if (!found) return null;
  const shift = places + (found[3] ? 3 : 0);
  const fraction = found[2] ?? "";
  if (fraction.length > shift) return null;
  return BigInt((found[1] ?? "0").replaceAll(",", "") + fraction.padEnd(shift, "0"));
}

// What can be nothing but a point before decimals, as the server has it.
const SURELY_POINT = /^(\d{1,3}(,\d{3})+\.\d+|\d*\.\d{1,2}|\d{4,}\.\d+)k?$/i;

/** The amount with a point before its decimals, as readers of English type it. */
function withPoint(text) {
  if (decimalMark() !== "," || SURELY_POINT.test(text)) return text;
  return text.replace(/[.,]/g, (mark) => (mark === "," ? "." : ","));
}

function decimalMark() {
  const locale = document.documentElement.lang || "en";
  return new Intl.NumberFormat(locale).formatToParts(1.1).find((part) => part.type === "decimal").value;
}

function figure(minor, places) {
  const locale = document.documentElement.lang || "en";
  const [positive, scale] = [minor < 0n ? -minor : minor, 10n ** BigInt(places)];
  const point = decimalMark();
  const whole = new Intl.NumberFormat(locale).format(positive / scale);
  const text = places ? `${whole}${point}${String(positive % scale).padStart(places, "0")}` : whole;
  return minor < 0n ? `(${text})` : text;
}

function showRest(form) {
  const places = Number(form.dataset.applyPlaces);
  // What is used of a credit pays beside the money, so that less of that is applied.
  const amounts = [...form.querySelectorAll("input[name^=amount_]")].map((field) => {
    const minor = typedMinor(field.value, places);
    return minor !== null && "credit" in field.dataset ? -minor : minor;
  });
  const [applied, rest] = [form.querySelector("[data-applied]"), form.querySelector("[data-apply-rest]")];
  const isKnown = !amounts.includes(null);
  const sum = isKnown ? amounts.reduce((total, minor) => total + minor, 0n) : 0n;
  const left = BigInt(form.dataset.applyMinor) - sum;
  applied.textContent = isKnown ? figure(sum, places) : "…";
  rest.textContent = isKnown ? figure(left, places) : "…";
  rest.classList.toggle("attention", isKnown && left < 0n);
}

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("[data-apply-minor]");
  if (form) showRest(form);
});

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
