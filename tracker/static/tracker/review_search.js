/* Search in the report without leaving the page: what was chosen and typed stays. Without this
 * script the form is a plain GET that shows the same hits. */
"use strict";
(function () {
  const form = document.getElementById("search");
  if (!form) return;
  const field = document.getElementById("id_q");
  const hits = document.getElementById("hits");
  const offered = document.getElementById("offered");
  const kept = document.querySelector("#decision [data-query]");
  const boxes = (inside) => Array.from(inside.querySelectorAll('input[name="evidence"]'));
  let newest = 0;

  /* A hit that was picked moves to the passages before the next hits take its place. */
  function clear() {
    const others = new Set(boxes(document).filter((box) => !hits.contains(box)).map((box) => box.value));
    for (const box of boxes(hits)) {
      if (box.checked && !others.has(box.value)) offered.append(box.closest(".desk-passage"));
    }
    hits.replaceChildren();
  }

  function put(html) {
    const picked = new Set(boxes(document).filter((box) => box.checked).map((box) => box.value));
    clear();
    const found = new DOMParser().parseFromString(html, "text/html");
    hits.append(...found.body.childNodes);
    for (const box of boxes(hits)) box.checked = picked.has(box.value);
    document.dispatchEvent(new Event("desk:found"));
    const first = boxes(hits).find((box) => !box.disabled);
    if (first) first.focus();
  }

  async function search() {
    const turn = ++newest;
    const words = new URLSearchParams(new FormData(form));
    words.set("part", "hits");
    hits.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(`${form.action.split("?")[0]}?${words}`, { credentials: "same-origin" });
      // A login page instead of the hits: the session has ended.
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const html = await answer.text();
      if (turn === newest) put(html);
    } catch (error) {
      if (turn !== newest) return;
      clear();
      const told = document.createElement("p");
      told.className = "desk-found";
      told.setAttribute("role", "alert");
      told.textContent = form.dataset.failed;
      hits.append(told);
    } finally {
      if (turn === newest) hits.removeAttribute("aria-busy");
    }
  }

  function move(box, step) {
    const list = boxes(hits);
    const next = list[list.indexOf(box) + step];
    if (next) next.focus();
    else if (step < 0) field.focus();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
  field.addEventListener("input", () => { if (kept) kept.value = field.value; });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape") field.blur();
    if (event.key === "ArrowDown" && boxes(hits).length) {
      event.preventDefault();
      boxes(hits)[0].focus();
    }
  });
  hits.addEventListener("keydown", (event) => {
    if (!(event.target instanceof HTMLInputElement)) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      newest += 1;
      clear();
      document.dispatchEvent(new Event("desk:found"));
      field.focus();
      field.blur();
    } else if (step) {
      event.preventDefault();
      move(event.target, step);
    }
  });
})();
