// How many are ticked, wherever it is said.
"use strict";
const showGoing = () => {
  const ticked = document.querySelectorAll(".lines input:checked").length;
  const stay = document.querySelectorAll("#answer [name=of]").length - ticked;
  for (const each of document.querySelectorAll("[data-going]")) each.textContent = ticked;
  for (const each of document.querySelectorAll("[data-stay]")) {
    const { none, one, more } = each.dataset;
    each.textContent = stay ? (stay === 1 ? one : more.replace("#", stay)) : none;
  }
};
document.querySelector(".lines")?.addEventListener("change", showGoing);
showGoing();
