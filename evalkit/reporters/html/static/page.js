"use strict";
(() => {
  // No scenario's anchor holds a colon, so no name can stand in for a control of the page.
  const find = (name) => document.getElementById("ui:" + name);
  const scenarios = [...document.querySelectorAll(".scenario")];
  const filter = find("filter");
  if (!filter) return;
  filter.hidden = false;
  const controls = { q: find("q"), status: find("status"), tag: find("tag") };
  const texts = new Map();
  const textOf = (scenario) => {
    if (!texts.has(scenario)) texts.set(scenario, scenario.textContent.toLowerCase());
    return texts.get(scenario);
  };

  // The hash is `place?q=words&status=failed&tag=nightly`: where the reader is, and what is filtered.
  const place = () => location.hash.slice(1).split("?")[0];
  const wanted = () => {
    const words = new URLSearchParams();
    for (const [name, control] of Object.entries(controls)) if (control && control.value) words.set(name, control.value);
    return words.toString();
  };
  const remember = (where) => {
    const words = wanted();
    const hash = "#" + where + (words ? "?" + words : "");
    // A page inside a sandboxed frame may not change its address.
    try { history.replaceState(null, "", hash); } catch { /* the filter works all the same */ }
  };

  const matches = (scenario, words, status, tag) =>
    (!status || scenario.querySelector(".attempt." + status) !== null) &&
    (!tag || JSON.parse(scenario.dataset.tags).includes(tag)) &&
    words.every((word) => textOf(scenario).includes(word));
  const apply = () => {
    const words = controls.q.value.toLowerCase().split(/\s+/).filter(Boolean);
    const tag = controls.tag ? controls.tag.value : "";
    let shown = 0;
    for (const scenario of scenarios) {
      scenario.hidden = !matches(scenario, words, controls.status.value, tag);
      if (!scenario.hidden) shown += 1;
    }
    find("shown").textContent = shown === scenarios.length ? String(shown) : shown + " of " + scenarios.length;
    find("nothing").hidden = shown > 0 || scenarios.length === 0;
  };
  filter.addEventListener("input", () => { apply(); remember(place()); });
  filter.addEventListener("submit", (event) => event.preventDefault());
  find("expand").addEventListener("click", (event) => {
    const open = event.target.textContent === "Open all";
    for (const scenario of scenarios) if (!scenario.hidden) scenario.open = open;
    event.target.textContent = open ? "Close all" : "Open all";
  });

  const goTo = (id) => {
    const target = id && document.getElementById(id);
    for (const old of document.querySelectorAll(".here")) old.classList.remove("here");
    if (!target) return;
    for (let part = target; part; part = part.parentElement) {
      if (part.tagName === "DETAILS") part.open = true;
      part.hidden = false;
    }
    target.classList.add("here");
    target.scrollIntoView();
  };
  const restore = () => {
    const words = new URLSearchParams(location.hash.split("?")[1] || "");
    for (const [name, control] of Object.entries(controls)) if (control) control.value = words.get(name) || "";
    apply();
    goTo(place());
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const where = link.getAttribute("href").slice(1);
    try { history.pushState(null, "", "#" + where + (wanted() ? "?" + wanted() : "")); } catch { /* as above */ }
    goTo(where);
  });
  window.addEventListener("hashchange", restore);
  window.addEventListener("popstate", restore);

  const audio = find("audio");
  const player = find("player");
  let from = 0;
  let until = Infinity;
  let seeking = false;
  let button = null;
  const stop = () => {
    audio.pause();
    if (button) button.classList.remove("on");
    button = null;
  };
  const start = (link) => {
    stop();
    const [file, fragment] = link.getAttribute("href").split("#t=");
    const [begin, end] = (fragment || "0").split(",").map(Number);
    [from, until] = [begin, end || Infinity];
    hurry(false);
    button = link;
    link.classList.add("on");
    player.hidden = false;
    find("playing").textContent = link.getAttribute("aria-label") || link.textContent;
    if (audio.getAttribute("src") !== file || audio.error) audio.src = file;
    audio.currentTime = from;
    audio.play().catch(() => {});
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.play");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (link === button) stop(); else start(link);
  });
  // Browsers cannot always seek in a FLAC file without a seek table (Chromium: "demuxer seek failed"): run there instead.
  const hurry = (on) => {
    seeking = on;
    audio.muted = on;
    const left = on ? from - audio.currentTime : 0;
    audio.playbackRate = left > 3 ? 16 : left > 0.6 ? 4 : 1;
  };
  const watch = () => {
    if (seeking) hurry(audio.currentTime < from);
    if (!audio.paused && audio.currentTime >= until) stop();
    if (!audio.paused) requestAnimationFrame(watch);
  };
  audio.addEventListener("play", () => requestAnimationFrame(watch));
  audio.addEventListener("ended", stop);
  audio.addEventListener("error", () => {
    if (button && !seeking && from > 0 && audio.duration > 0) {
      audio.load();
      hurry(true);
      audio.play().catch(() => {});
      return;
    }
    stop();
    find("playing").textContent = "This cannot be played: keep the report beside its attempts folder.";
  });
  find("close").addEventListener("click", () => { stop(); player.hidden = true; });

  const step = (by, only) => {
    const shown = scenarios.filter((each) => !each.hidden && (!only || each.matches(only)));
    if (!shown.length) return;
    const at = shown.indexOf(document.activeElement.closest && document.activeElement.closest(".scenario"));
    const next = shown[(at + by + shown.length + (at < 0 && by < 0 ? 1 : 0)) % shown.length];
    if (only) next.open = true;
    next.querySelector("summary").focus();
    next.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") { stop(); if (event.target === controls.q) controls.q.blur(); return; }
    if (event.target.closest("input, select, audio")) return;
    if (event.key === "/") { event.preventDefault(); controls.q.focus(); }
    else if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "f") step(1, ".failed, .unexpected_pass");
  });
  restore();
})();
