/* Keys of the review page. Everything works without them, too.
 * Off in text fields and selects, with a modifier, and while an input method composes
 * (keyCode 229 is what some of them send instead of isComposing). */
"use strict";
(function () {
  const form = document.getElementById("decision");
  if (!form) return;
  const note = document.getElementById("id_note");
  const pending = document.getElementById("id_pending");
  const dropping = document.getElementById("id_dropping");
  const enter = form.querySelector("[data-enter]");
  const finer = { p: "partial", j: "in_progress", w: "no_evidence", n: "not_fulfilled", h: "not_assessable" };

  const status = (value) => form.querySelector(`input[name="status"][value="${value}"]`);

  function choose(value) {
    const radio = status(value);
    if (!radio) return;
    radio.checked = true;
    refresh();
  }

  function refresh() {
    const chosen = form.querySelector('input[name="status"]:checked');
    for (const part of form.querySelectorAll("[data-for]")) {
      const source = part.dataset.for === "superseded" ? dropping : chosen;
      part.hidden = !source || source.value !== part.dataset.for;
    }
    for (const box of document.querySelectorAll('input[name="evidence"]')) {
      box.closest(".desk-passage").classList.toggle("is-picked", box.checked);
    }
  }

  function isTyping(target) {
    return target.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");
  }

  function save() {
    if (enter) enter.click();
  }

  function act(key, target) {
    if (/^[1-9]$/.test(key)) {
      const box = document.querySelector(`input[name="evidence"][data-key="${key}"]:not(:disabled)`);
      if (box) box.click();
    } else if (key === "y") choose("fulfilled");
    else if (key === "d") choose("pending");
    else if (key === "b") choose("dropped");
    else if (key in finer && pending) {
      pending.value = finer[key];
      choose("pending");
    } else if (key === "m" && note) note.focus();
    else if (key === "s") {
      const skip = document.getElementById("skip");
      if (skip) skip.click();
    } else if (key === "?") {
      const help = form.querySelector(".desk-help");
      help.open = !help.open;
    } else if (key === "enter" && !target.closest("a, button, summary")) save();
    else return false;
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.repeat) return;
    const target = event.target instanceof Element ? event.target : document.body;
    if (target === note) {
      if (event.key === "Escape") note.blur();
      else if (event.key === "Enter" && event.ctrlKey) save();
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || isTyping(target)) return;
    if (act(event.key.toLowerCase(), target)) event.preventDefault();
  });

  document.addEventListener("change", refresh);
  if (pending) pending.addEventListener("change", () => pending.value && choose("pending"));
  // A second press before the answer is there must not send the form twice.
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  window.addEventListener("pageshow", () => { sent = false; });
  refresh();
})();
