// The console's own script: the live list grows by itself. Without it, the page is whole.
(() => {
  const list = document.querySelector("[data-live]");
  if (!list || !window.EventSource) return;
  const shownMax = 50;
  const state = document.getElementById("live-state");
  const pause = document.getElementById("live-pause");
  const empty = document.getElementById("live-empty");
  const refresh = document.getElementById("live-refresh");
  let source = null;

  const say = (what) => {
    const text = state.dataset[what];
    if (state.textContent !== text) state.textContent = text;
  };
  const show = (html) => {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    list.prepend(holder.content);
    empty.hidden = true;
    // What the reader has opened or focused stays.
    const rows = [...list.children].slice(shownMax);
    for (const row of rows) {
      if (!row.querySelector("details[open]") && !row.contains(document.activeElement)) row.remove();
    }
  };
  const open = () => {
    source = new EventSource(list.dataset.live);
    source.onopen = () => say("on");
    source.onerror = () => say("lost");
    source.addEventListener("outcomes", (message) => show(message.data));
  };
  const close = () => {
    if (source) source.close();
    source = null;
  };

  pause.hidden = false;
  refresh.hidden = true;
  pause.addEventListener("click", () => {
    const paused = pause.getAttribute("aria-pressed") !== "true";
    pause.setAttribute("aria-pressed", String(paused));
    pause.textContent = paused ? pause.dataset.resume : pause.dataset.pause;
    if (paused) {
      close();
      say("off");
    } else {
      open();
    }
  });
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && pause.getAttribute("aria-pressed") !== "true") open();
  });
  open();
})();
