/* Keeps the progress page up to date: asks for its parts every few seconds and puts in those that
 * have changed. Rests while the tab is hidden, ends when nothing is left to wait for. */
"use strict";
(function () {
  const page = document.getElementById("progress");
  if (!page || page.dataset.busy !== "yes") return;
  const said = document.getElementById("progress-said");
  const trouble = document.getElementById("progress-trouble");
  const PAUSE = 2500; // milliseconds
  const LONGEST = 30000;
  const shown = {};
  let pause = PAUSE;
  let timer = 0;
  let ended = false;

  function tell(words) {
    trouble.textContent = words;
    trouble.hidden = !words;
  }

  /* A keyboard stays where it was: what had the focus is looked up again by its id. */
  function put(name, html) {
    if (shown[name] === html) return;
    const place = document.getElementById(`progress-${name}`);
    const active = place.contains(document.activeElement) ? document.activeElement.id : "";
    place.innerHTML = html; // our own template, which has escaped all it was given
    shown[name] = html;
    const again = active && document.getElementById(active);
    if (again) again.focus({ preventScroll: true });
  }

  function show(state) {
    for (const [name, html] of Object.entries(state.parts)) put(name, html);
    if (said.textContent !== state.said) said.textContent = state.said;
    tell("");
    pause = PAUSE;
    ended = !state.busy;
  }

  async function look() {
    try {
      const answer = await fetch("?parts", { headers: { Accept: "application/json" }, redirect: "manual" });
      if (answer.ok) show(await answer.json());
      else if (answer.status >= 500) throw new Error("server");
      else {
        // Logged out, or no longer allowed: asking again would not help.
        ended = true;
        tell(page.dataset.ended);
      }
    } catch {
      pause = Math.min(2 * pause, LONGEST);
      tell(page.dataset.lost);
    }
    plan(pause);
  }

  function plan(wait) {
    clearTimeout(timer);
    if (!ended && !document.hidden) timer = setTimeout(look, wait);
  }

  document.addEventListener("visibilitychange", () => plan(0));
  plan(pause);
})();
