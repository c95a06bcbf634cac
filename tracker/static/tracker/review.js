/* Keys of the review page. Everything works without them, too.
 * Off in text fields and selects, with a modifier, and while an input method composes
 * (keyCode 229 is what some of them send instead of isComposing). */
"use strict";
(function () {
  const form = document.getElementById("decision");
  if (!form) return;
  const byId = (id) => document.getElementById(id);
  const note = byId("id_note");
  const pending = byId("id_pending");
  const dropping = byId("id_dropping");
  const enter = form.querySelector("[data-enter]");
  const finer = { p: "partial", j: "in_progress", w: "no_evidence", n: "not_fulfilled", h: "not_assessable" };
  const statuses = { y: "fulfilled", d: "pending", b: "dropped" };
  const CHOICES = 'input[name="evidence"], input[name="status"], input[name^="mark_"], #decision select';

  /* Every choice is a step; U takes the last one back. */
  const steps = [];
  const chosen = () => new Map(Array.from(document.querySelectorAll(CHOICES), (field) =>
    [field, field.type === "checkbox" || field.type === "radio" ? field.checked : field.value]));
  let now = chosen();

  function stepped() {
    refresh();
    const then = chosen();
    if (Array.from(then).every(([field, value]) => now.get(field) === value)) return;
    steps.push(now);
    now = then;
  }

  function stepBack() {
    for (const [field, value] of steps.pop()) {
      if (typeof value === "boolean") field.checked = value;
      else field.value = value;
    }
    refresh();
    remember();
    now = chosen();
  }

  function undo() {
    if (steps.length) stepBack();
    else click(byId("undo"));
  }

  function refresh() {
    const status = form.querySelector('input[name="status"]:checked');
    for (const part of form.querySelectorAll("[data-for]")) {
      const source = part.dataset.for === "superseded" ? dropping : status;
      part.hidden = !source || source.value !== part.dataset.for;
    }
    for (const box of document.querySelectorAll('input[name="evidence"]')) {
      box.closest(".desk-passage").classList.toggle("is-picked", box.checked);
    }
  }

  function choose(value) {
    const radio = form.querySelector(`input[name="status"][value="${value}"]`);
    if (radio) radio.checked = true;
    stepped();
  }

  function choosePending(value) {
    if (!pending) return;
    pending.value = value;
    choose("pending");
  }

  function click(element) {
    if (element) element.click();
  }

  function focus(element) {
    if (element) element.focus();
  }

  function pick(key) {
    const box = document.querySelector(`input[name="evidence"][data-key="${key}"]:not(:disabled)`);
    if (!box) return;
    if (box.closest("[hidden]")) show("all");
    box.click();
  }

  /* A passage may stand on the page twice: offered, and found by words. */
  function pickedAlike(box) {
    for (const other of document.querySelectorAll('input[name="evidence"]')) {
      if (other.value === box.value) other.checked = box.checked;
    }
  }

  /* 不足 / 下一年度安排 / 全部. */
  const tabs = document.querySelector(".desk-tabs");
  const buttons = tabs ? Array.from(tabs.querySelectorAll("button")) : [];

  function show(part) {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.show === part));
    for (const panel of document.querySelectorAll("[data-part]")) {
      panel.hidden = part !== "all" && panel.dataset.part !== part;
    }
  }

  function showNext() {
    const at = buttons.findIndex((button) => button.getAttribute("aria-pressed") === "true");
    if (buttons.length) show(buttons[(at + 1) % buttons.length].dataset.show);
  }

  /* K goes from measure to measure; arrows and the space bar choose, as in any group of radios. */
  function nextMarks() {
    const groups = Array.from(document.querySelectorAll(".desk-marks"));
    const at = groups.findIndex((group) => group.contains(document.activeElement));
    const group = groups[(at + 1) % groups.length];
    if (group) focus(group.querySelector("input:checked") || group.querySelector("input"));
  }

  const marked = new Map();
  function remember() {
    for (const radio of document.querySelectorAll('input[name^="mark_"]')) {
      if (radio.checked) marked.set(radio.name, radio);
      else if (marked.get(radio.name) === radio) marked.delete(radio.name);
    }
  }

  const commands = {
    "/": () => focus(byId("id_q")),
    "?": () => { const help = form.querySelector(".desk-help"); help.open = !help.open; },
    k: nextMarks,
    m: () => focus(note),
    o: () => click(byId("fulltext")),
    s: () => click(byId("skip")),
    t: showNext,
    u: undo,
  };

  /* Radios can't be cleared: the space bar or a second click takes a mark away. */
  function unmark(radio) {
    radio.checked = false;
    stepped();
    remember();
  }

  const isMark = (element) => element instanceof HTMLInputElement && element.name.startsWith("mark_");

  function act(key, target) {
    if (/^[1-9]$/.test(key)) pick(key);
    else if (key === " " && isMark(target) && target.checked) unmark(target);
    else if (key in statuses) choose(statuses[key]);
    else if (key in finer) choosePending(finer[key]);
    else if (key in commands) commands[key]();
    else if (key === "enter" && !target.closest("a, button, summary")) click(enter);
    else return false;
    return true;
  }

  function isTyping(target) {
    return target.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.repeat) return;
    const target = event.target instanceof Element ? event.target : document.body;
    if (target === note) {
      if (event.key === "Escape") note.blur();
      else if (event.key === "Enter" && event.ctrlKey) click(enter);
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || isTyping(target)) return;
    if (act(event.key.toLowerCase(), target)) event.preventDefault();
  });

  document.addEventListener("change", (event) => {
    if (event.target.name === "evidence") pickedAlike(event.target);
    if (event.target === pending && pending.value) choose("pending");
    else stepped();
  });
  document.addEventListener("click", (event) => {
    if (!isMark(event.target)) return;
    if (marked.get(event.target.name) === event.target) unmark(event.target);
    else remember();
  });
  for (const button of buttons) button.addEventListener("click", () => show(button.dataset.show));
  if (tabs) tabs.hidden = false;
  // What a search adds is no step of the person.
  document.addEventListener("desk:found", () => { refresh(); now = chosen(); });

  // A second press before the answer is there must not send the form twice.
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  window.addEventListener("pageshow", () => { sent = false; });
  refresh();
  remember();
})();
