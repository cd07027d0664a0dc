// Toasts: Django's messages and what an htmx answer says in `HX-Trigger: {"toast": {...}}`. Errors stay until dismissed.

const SHOWN_MS = 8000;
const holder = document.querySelector("[data-toasts]");
const pattern = document.getElementById("toast-template");
const ICONS = { success: "check", info: "info", warning: "warning", danger: "warning" };

function retire(toast) {
  if (toast.matches(".toast-danger, .toast-warning")) return;
  let timer = setTimeout(() => toast.remove(), SHOWN_MS);
  const hold = () => clearTimeout(timer);
  const go = () => (timer = setTimeout(() => toast.remove(), SHOWN_MS / 2));
  toast.addEventListener("mouseenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("mouseleave", go);
  toast.addEventListener("focusout", go);
}

function toast({ text, tone = "info", undo = "", look = "" }) {
  if (!holder || !pattern) return;
  const made = pattern.content.firstElementChild.cloneNode(true);
  const known = tone in ICONS ? tone : "info";
  made.className = `toast toast-${known}`;
  made.querySelector("p").textContent = text;
  const use = made.querySelector(":scope > .icon use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${ICONS[known]}`));
  const form = made.querySelector("form");
  // Only a path of this site may be undone.
  if (/^\/(?!\/)/.test(undo)) form.action = undo;
  else form.remove();
  const link = made.querySelector("[data-look]");
  if (/^\/(?!\/)/.test(look)) link.href = look;
  else link.remove();
  // One undo at a time answers to the key.
  holder.querySelectorAll("form").forEach((old) => old.remove());
  holder.append(made);
  retire(made);
}

holder?.querySelectorAll("[data-toast]").forEach(retire);
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-dismiss]")) event.target.closest("[data-toast]").remove();
});
document.addEventListener("toast", (event) => toast(event.detail));
document.addEventListener("desk:visited", () => holder?.querySelectorAll("[data-toast]").forEach(retire));
