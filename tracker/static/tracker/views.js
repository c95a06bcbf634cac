/* The queue: how many each of one's views and each question holds, asked for once it stands. */
"use strict";

(() => {
  const box = document.querySelector("[data-counts]");
  if (!box) return;
  const set = (name, counts) => {
    for (const place of document.querySelectorAll(`[data-${name}]`)) {
      const count = counts[place.dataset[name]];
      if (count !== undefined) place.textContent = count;
    }
  };
  fetch(box.dataset.counts, { credentials: "same-origin" })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
    .then((found) => {
      set("view", found.views);
      set("point", found.points);
    })
    .catch(() => {}); // without counts the list works all the same
})();
