// How many are ticked, wherever it is said.
"use strict";
const showGoing = () => {
  const ticked = document.querySelectorAll(".lines input:checked").length;
  const stay = document.querySelectorAll("#answer [name=of]").length - ticked;
  for (const each of document.querySelectorAll("[data-going]")) each.textContent = ticked;
  for (const each of document.querySelectorAll("[data-stay]")) {
    each.textContent = stay === 1 ? each.dataset.one : each.dataset.more.replace("#", stay);
  }
};
document.querySelector(".lines")?.addEventListener("change", showGoing);
showGoing();
