// The schedule of a payment plan while it is typed: what the server says of the form as it stands.

const WAIT_MS = 200;

for (const form of document.querySelectorAll("form[data-preview]")) {
  const place = document.getElementById(form.dataset.previewInto);
  let timer = 0;
  let asked = 0;

  const showWay = () => {
    const way = form.elements.namedItem("way")?.value;
    for (const part of form.querySelectorAll("[data-way]")) part.hidden = part.dataset.way !== way;
  };

  const look = async () => {
    const number = ++asked;
    const told = new URLSearchParams(new FormData(form));
    told.delete("csrfmiddlewaretoken");
    try {
      const answer = await fetch(`${form.dataset.preview}?${told}`, { headers: { "HX-Request": "true" } });
      // An answer that a later one has overtaken says nothing any more.
      if (answer.ok && number === asked) place.innerHTML = await answer.text();
    } catch {
      // Without the server the last schedule stays; sending the form says what is wrong.
    }
  };

  form.addEventListener("input", () => {
    showWay();
    clearTimeout(timer);
    timer = setTimeout(look, WAIT_MS);
  });
  showWay();
}
