// A lost connection says so and keeps what was typed; a refused or failed request says what happened.

const line = document.querySelector("[data-connection]");

function say(words) {
  if (line) line.textContent = words;
}

function tell(text, tone) {
  document.dispatchEvent(new CustomEvent("toast", { detail: { text, tone } }));
}

function lost() {
  say(line?.dataset.lost ?? "");
}

window.addEventListener("offline", lost);
window.addEventListener("online", () => say(""));
document.addEventListener("htmx:sendError", lost);
document.addEventListener("htmx:timeout", lost);
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) say("");
});

// An answer that htmx does not swap in: its words are in the header `X-Reason`, else the general ones.
document.addEventListener("htmx:responseError", (event) => {
  const { status } = event.detail.xhr;
  if (status === 401) {
    location.reload();
    return;
  }
  const reason = event.detail.xhr.getResponseHeader("X-Reason");
  tell(reason || (status === 403 ? line?.dataset.forbidden : line?.dataset.failed) || String(status), "danger");
});

if (!navigator.onLine) lost();
