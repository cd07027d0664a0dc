// Cash: Enter matches what is filled in, a tick fills an item's line, `d` goes to what is withheld.

const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
const CONTROL = `${TYPING}, a, button, input, label, summary`;

let shownAt = performance.now();
let isSent = false;

function begin() {
  shownAt = performance.now();
  isSent = false;
  document.querySelectorAll(".cash-item").forEach(markWhole);
}

/** Where an item is paid in full there is no rest to ask about. */
function markWhole(line) {
  const box = line.querySelector("[data-fill]");
  const value = (name) => line.querySelector(`[name^=${name}]`)?.value.trim() ?? "";
  const isFull = value("amount_") === box.dataset.amount && value("discount_") === box.dataset.discount;
  line.classList.toggle("is-whole", isFull && !value("rest_") && !line.querySelector(".field-error"));
}
document.addEventListener("desk:visited", begin);
begin();

const acceptForm = () => document.querySelector("form[data-accept]");
const isFilled = (form) => [...form.querySelectorAll("input[name^=amount_]")].some((field) => field.value.trim());

/** Whether the keyboard stands on another payment of the queue: then Enter opens that one. */
function standsElsewhere() {
  const row = document.querySelector(".cash-queue [data-row].is-current");
  const here = document.querySelector("[data-receipt]")?.dataset.receipt;
  const there = row?.querySelector("[data-open]")?.pathname.split("/").at(-2);
  return Boolean(row) && there !== here;
}

// Before the lists take the key: on the payment that is shown, Enter matches it. A key that is held matches once.
document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Enter" || event.repeat || event.defaultPrevented) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const form = acceptForm();
    if (!form || !form.querySelector("[type=submit]") || event.target.closest?.(CONTROL) || document.querySelector("dialog[open]")) return;
    if (standsElsewhere() || !isFilled(form)) return;
    event.preventDefault();
    form.requestSubmit();
  },
  true,
);

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-accept]");
  if (!form) return;
  if (isSent) return event.preventDefault();
  isSent = true;
  const seconds = form.querySelector("[data-seconds]");
  if (seconds) seconds.value = String(Math.round((performance.now() - shownAt) / 1000));
});

document.addEventListener("change", (event) => {
  const box = event.target.closest?.("[data-fill]");
  if (!box) return;
  const line = box.closest(".cash-item");
  const [amount, discount, rest] = ["amount_", "discount_", "rest_"].map((name) => line.querySelector(`[name^=${name}]`));
  amount.value = box.checked ? box.dataset.amount : "";
  if (discount) discount.value = box.checked ? box.dataset.discount : "";
  if (rest && !box.checked) rest.value = "";
  amount.dispatchEvent(new Event("input", { bubbles: true }));
});

// Whoever types an amount means the item.
document.addEventListener("input", (event) => {
  const field = event.target.closest?.(".cash-item [name^=amount_], .cash-item [name^=discount_]");
  const box = field?.closest(".cash-item").querySelector("[data-fill]");
  if (box && field.value.trim()) box.checked = true;
  const line = event.target.closest?.(".cash-item");
  if (line) markWhole(line);
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-withhold]")) return;
  const choices = [...document.querySelectorAll(".cash-item [data-rest]")];
  const first = choices.find((choice) => choice.checkVisibility());
  if (first) return first.focus();
  // All that is ticked is paid in full: first less of it is paid.
  const amount = document.querySelector(".cash-item:has([data-fill]:checked) [name^=amount_]");
  amount?.focus();
  amount?.select();
});
