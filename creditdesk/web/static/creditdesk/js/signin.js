// Demo only: a card fills the sign-in form and sends it.

document.addEventListener("click", (event) => {
  const card = event.target.closest("[data-sign-in]");
  if (!card) return;
  const form = document.getElementById(card.dataset.form);
  for (const [field, value] of [["login", card.dataset.username], ["password", card.dataset.password], ["code", card.dataset.code]]) {
    const input = form.elements.namedItem(field);
    if (input && value) input.value = value;
  }
  form.requestSubmit();
});
