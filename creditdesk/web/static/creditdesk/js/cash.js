// Cash: Enter matches what is filled in, a tick fills an item's line, `d` goes to what is withheld.

const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
const CONTROL = `${TYPING}, a, button, input, label, summary`;

let shownAt = performance.now();
let isSent = false;

function begin() {
  shownAt = performance.now();
  isSent = false;
}
document.addEventListener("desk:visited", begin);

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
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-withhold]")) return;
  const choices = [...document.querySelectorAll(".cash-item [data-rest]")];
  const first = choices.find((choice) => choice.checkVisibility());
  first?.focus();
});
