/* The upload page with scripts: files are dropped or chosen, handed in one by one with their
 * progress, and their lines say what becomes of each. Without, the form sends them all at once. */
"use strict";
(function () {
  const form = document.getElementById("upload-form");
  const facts = JSON.parse(document.getElementById("upload-facts").textContent);
  const words = facts.words;
  const input = form.elements.documents;
  const drop = document.getElementById("upload-drop");
  const list = document.getElementById("upload-files");
  const said = document.getElementById("upload-said");
  const trouble = document.getElementById("upload-trouble");
  const progress = document.getElementById("upload-progress");
  const AT_ONCE = 3;
  const PAUSE = 2500; // milliseconds
  const LONGEST = 30000;
  const items = [];
  let batch = "";
  let timer = 0;
  let pause = PAUSE;

  /* ready, queued, sending; then what the server says: waiting, running, asked, done, failed.
   * refused never leaves the page, cut may be sent again, same is another line's file. */
  const inState = (...states) => items.filter((item) => states.includes(item.state));

  function size(bytes) {
    return bytes < 2 ** 20 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 2 ** 20).toFixed(1)} MB`;
  }

  function draw(item, state, text) {
    item.state = state;
    const row = item.row;
    row.className = `f-${state}`;
    row.querySelector(".desk-file-words").textContent = text;
    row.querySelector("progress").hidden = state !== "sending";
    row.querySelector(".desk-file-remove").hidden = !["ready", "refused"].includes(state);
    row.querySelector(".desk-file-retry").hidden = state !== "cut";
    count();
  }

  function count() {
    list.hidden = items.length === 0;
    input.required = items.length === 0;
    const numbers = {
      all: items.length,
      sent: items.filter((item) => item.id).length,
      over: inState("done").length,
      trouble: inState("refused", "cut", "asked", "failed").length,
    };
    const text = words.said.replace(/\{(\w+)\}/g, (_all, name) => numbers[name]);
    said.textContent = items.length ? text : "";
  }

  function why(file) {
    const suffix = file.name.slice(file.name.lastIndexOf(".")).toLowerCase();
    if (file.size > facts.limit) return words.oversize;
    if (!file.size) return words.empty;
    return Object.hasOwn(facts.refused, suffix) ? facts.refused[suffix] : "";
  }

  function add(files) {
    tell("");
    for (const file of files) {
      const same = (item) =>
        ["name", "size", "lastModified"].every((key) => item.file[key] === file[key]);
      if (items.some(same)) {
        tell(`${file.name}：${words.twice}`);
        continue;
      }
      if (items.length >= facts.most) {
        tell(words.many);
        break;
      }
      const row = document.getElementById("upload-row").content.firstElementChild.cloneNode(true);
      const item = { file, row, state: "", id: 0, again: false };
      row.querySelector(".desk-file-name").textContent = file.name;
      row.querySelector(".desk-file-size").textContent = size(file.size);
      row.querySelector("progress").setAttribute("aria-label", file.name);
      row.querySelector(".desk-file-remove").addEventListener("click", () => remove(item));
      row.querySelector(".desk-file-retry").addEventListener("click", () => retry(item));
      for (const button of row.querySelectorAll("button")) {
        button.setAttribute("aria-label", `${button.textContent} ${file.name}`);
      }
      items.push(item);
      list.append(row);
      const refusal = why(file);
      draw(item, refusal ? "refused" : "ready", refusal || words.ready);
    }
    input.value = ""; // the same file can be chosen again after it was removed
  }

  function remove(item) {
    items.splice(items.indexOf(item), 1);
    item.row.remove();
    count();
    input.focus();
  }

  function retry(item) {
    item.again = true;
    draw(item, "queued", words.ready);
    next();
  }

  /* The first file opens the batch that the others go into, so it travels alone. */
  function next() {
    const room = (batch ? AT_ONCE : 1) - inState("sending").length;
    for (const item of inState("queued").slice(0, Math.max(0, room))) send(item);
  }

  function send(item) {
    const body = new FormData();
    body.set("documents", item.file);
    for (const name of ["agency_name", "report_year"]) body.set(name, form.elements[name].value);
    body.set("number", items.length - inState("ready", "refused", "same").length);
    if (batch) body.set("batch", batch);
    if (item.again) body.set("again", "on");
    const bar = item.row.querySelector("progress");
    bar.value = 0;
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = event.loaded / event.total;
    });
    request.addEventListener("load", () => answered(item, request));
    request.addEventListener("error", () => stopped(item, words.cut));
    request.addEventListener("abort", () => stopped(item, words.cut));
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", form.elements.csrfmiddlewaretoken.value);
    draw(item, "sending", words.sending);
    request.send(body);
  }

  function stopped(item, text) {
    draw(item, "cut", text);
    next();
  }

  function answered(item, request) {
    let reply = null;
    try {
      reply = JSON.parse(request.responseText);
    } catch {
      // A page instead of an answer: the login's, a proxy's, or an error's.
      const text = { 413: words.oversize }[request.status];
      stopped(item, text || (request.status >= 500 ? words.server : words.ended));
      return;
    }
    batch = reply.batch || batch;
    if (reply.error) {
      stopped(item, reply.error);
      return;
    }
    progress.href = reply.progress;
    progress.hidden = false;
    if (reply.warning) tell(reply.warning);
    if (reply.same) {
      draw(item, "same", words.same);
    } else {
      item.id = reply.id;
      show(item, reply);
    }
    next();
    plan();
  }

  function show(item, line) {
    const waits = line.state === "waiting" ? words.sent : line.label;
    draw(item, line.state, line.words ? `${line.label}：${line.words}` : waits);
    const link = item.row.querySelector("a");
    link.hidden = !line.url;
    link.textContent = line.link || "";
    if (line.url) link.href = line.url;
  }

  function tell(text) {
    trouble.textContent = text;
    trouble.hidden = !text;
  }

  /* What waits or is being read changes by itself, what is asked about by an answer elsewhere. */
  async function look() {
    const open = inState("waiting", "running", "asked");
    try {
      const ids = open.map((item) => item.id).join(",");
      const answer = await fetch(`${facts.states}?ids=${ids}`, { redirect: "manual" });
      if (answer.status >= 500) throw new Error("server");
      if (!answer.ok) {
        tell(words.ended);
        return;
      }
      const lines = new Map((await answer.json()).lines.map((line) => [line.id, line]));
      for (const item of open) if (lines.has(item.id)) show(item, lines.get(item.id));
      if (trouble.textContent === words.lost) tell("");
      pause = inState("waiting", "running").length ? PAUSE : 2 * PAUSE;
    } catch {
      pause = Math.min(2 * pause, LONGEST);
      tell(words.lost);
    }
    plan();
  }

  function plan() {
    clearTimeout(timer);
    if (document.hidden || !inState("waiting", "running", "asked").length) return;
    timer = setTimeout(look, pause);
  }

  function dropped(event) {
    event.preventDefault();
    drop.classList.remove("desk-over");
    add(event.dataTransfer.files);
  }

  for (const name of ["dragenter", "dragover"]) {
    window.addEventListener(name, (event) => {
      event.preventDefault(); // else the browser would open the file in place of the page
      drop.classList.add("desk-over");
    });
  }
  window.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) drop.classList.remove("desk-over");
  });
  window.addEventListener("drop", dropped);
  input.addEventListener("change", () => add(input.files));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    for (const item of inState("ready")) draw(item, "queued", words.ready);
    next();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!inState("queued", "sending").length) return;
    event.preventDefault();
    event.returnValue = ""; // what older browsers ask for
  });
  document.addEventListener("visibilitychange", plan);
  if (input.files.length) add(input.files); // kept by the browser over a reload
})();
