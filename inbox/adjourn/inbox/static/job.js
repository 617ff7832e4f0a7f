// What happens to a job is added below all else, so that nothing moves. A browser that was cut off reads on by itself.
"use strict";
const job = document.querySelector("[data-job]");
const add = ({ id, html, status, say: text }) => {
  job.dataset.after = id;
  job.insertAdjacentHTML("beforeend", html);
  while (job.children.length > job.dataset.most) job.firstElementChild.remove();
  inZone(job.lastElementChild);
  if (status) { byId("status").textContent = status; byId("anew").hidden = false; }
  if (text) say(text);
};
let jobStream;
const follow = () => {
  if (document.hidden) { jobStream?.close(); jobStream = null; return; }
  if (jobStream) return;
  jobStream = new EventSource(`${job.dataset.job}/stream?after=${job.dataset.after}`);
  jobStream.onmessage = ({ lastEventId: id, data }) => { if (data) add({ id, ...JSON.parse(data) }); };
  jobStream.addEventListener("poll", ({ target }) => target.close());
};
const readOn = async () => {
  if (document.hidden || jobStream?.readyState !== 2) return;  // one that is cut off tries again, and knows where it was
  try {
    const answer = await fetch(`${job.dataset.job}/news?after=${job.dataset.after}`, { headers: { accept: "application/json" } });
    if (answer.ok) for (const item of (await answer.json()).items) add(item);
  } catch { /* The next time. */ }
};
if (job) {
  follow();
  setInterval(readOn, EVERY + 1000 * Math.random());
  document.addEventListener("visibilitychange", follow);
}
