// The theme changes at once; the server keeps the choice in a cookie, so that the next page starts in it without a flash.

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-theme-form]")) return;
  event.preventDefault();
  const chosen = event.submitter?.value ?? "auto";
  const previous = document.documentElement.dataset.theme;
  show(form, chosen);
  try {
    const body = new FormData(form);
    body.set("theme", chosen);
    const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } });
    if (!answer.ok) throw new Error(String(answer.status));
  } catch {
    show(form, previous);
    document.dispatchEvent(new CustomEvent("htmx:sendError"));
  }
});

function show(form, theme) {
  document.documentElement.dataset.theme = theme;
  for (const button of form.querySelectorAll("button[name=theme]")) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
}
