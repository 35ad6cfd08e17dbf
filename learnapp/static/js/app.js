// What pages gain when scripts run. Every page also works without this file.
// No library of its own, no eval, nothing inline: the content security policy stays strict.
(() => {
  "use strict";

  const root = document.documentElement;
  const body = document.body;
  const each = (where, selector, act) => where.querySelectorAll(selector).forEach(act);

  /** A storage that is full, forbidden or absent only means that nothing is kept. */
  function kept(storage) {
    return {
      read: (key) => { try { return window[storage].getItem(key); } catch { return null; } },
      write: (key, value) => { try { window[storage].setItem(key, value); } catch { /* not kept */ } },
      forget: (key) => { try { window[storage].removeItem(key); } catch { /* nothing kept */ } },
      keys: () => { try { return Object.keys(window[storage]); } catch { return []; } },
    };
  }
  const device = kept("localStorage");
  const visit = kept("sessionStorage");

  // --- how I like to read -------------------------------------------------------------------------------------------

  function showReading() {
    each(document, "[data-letters], [data-lines]", (button) => {
      if (button === root) return;
      const name = "letters" in button.dataset ? "letters" : "lines";
      button.setAttribute("aria-pressed", String((root.dataset[name] || "") === button.dataset[name]));
    });
  }

  function chooseReading(button) {
    const name = "letters" in button.dataset ? "letters" : "lines";
    const same = (root.dataset[name] || "") === button.dataset[name];
    const value = same && name === "lines" ? "" : button.dataset[name];
    if (value) root.dataset[name] = value; else delete root.dataset[name];
    device.write(`reading-${name}`, value);
    showReading();
  }

  // --- reading aloud ------------------------------------------------------------------------------------------------

  const speech = "speechSynthesis" in window ? window.speechSynthesis : null;

  function wordsFor(button) {
    if (button.dataset.speak) return button.dataset.speak;
    const target = button.dataset.speakTarget && document.getElementById(button.dataset.speakTarget);
    const block = target || button.closest("[data-speak-block]");
    if (!block) return "";
    const copy = block.cloneNode(true);
    each(copy, "button, .speak, .sr-only, svg, select, [hidden]", (part) => part.remove());
    return copy.textContent.replace(/\s+/g, " ").trim();
  }

  /** Chromium fills its list of voices late, so wait a moment for the first one. */
  function dutchVoice() {
    const find = () => speech.getVoices().find((voice) => voice.lang.toLowerCase().startsWith("nl"));
    return new Promise((resolve) => {
      if (find() || speech.getVoices().length) return resolve(find());
      const answer = () => resolve(find());
      speech.addEventListener("voiceschanged", answer, { once: true });
      setTimeout(answer, 800);
    });
  }

  function sayThereIsNoVoice(button) {
    if (button.nextElementSibling?.matches(".speak-message")) return;
    const line = document.createElement("span");
    line.className = "speak-message";
    line.setAttribute("role", "status");
    line.textContent = button.dataset.speakNone;
    button.after(line);
  }

  function stopSpeaking() {
    speech?.cancel();
    each(document, ".speak.is-speaking", (button) => button.classList.remove("is-speaking"));
  }

  async function speak(button) {
    const again = button.classList.contains("is-speaking");
    stopSpeaking();
    if (again) return;
    const voice = speech && await dutchVoice();
    if (!voice) return sayThereIsNoVoice(button);
    const words = new SpeechSynthesisUtterance(wordsFor(button));
    words.voice = voice;
    words.lang = voice.lang;
    words.rate = 0.92;
    words.addEventListener("end", () => button.classList.remove("is-speaking"));
    words.addEventListener("error", () => button.classList.remove("is-speaking"));
    button.classList.add("is-speaking");
    speech.speak(words);
  }

  // --- a double tap counts once ---------------------------------------------------------------------------------------

  function holdButtons(form, submitter) {
    // After this turn of events, or the button that was tapped would not be sent along.
    setTimeout(() => each(form, "button", (button) => {
      if (button.type !== "submit" || button.disabled) return;
      button.disabled = true;
      button.dataset.held = "";
      if (button === submitter) button.setAttribute("aria-busy", "true");
    }));
    // A page that never comes must not leave a child with a dead button.
    setTimeout(() => freeButtons(form), 8000);
  }

  function freeButtons(where) {
    each(where, "button[data-held]", (button) => {
      button.disabled = false;
      button.removeAttribute("aria-busy");
      delete button.dataset.held;
    });
  }

  // --- drafts stay on this device, in this tab ------------------------------------------------------------------------

  const draftKey = (name) => `draft:${name}`;

  function restoreDrafts(where) {
    each(where, "[data-draft-forget]", (sent) => clearDrafts(sent.dataset.draftForget));
    each(where, "textarea[data-draft]", (area) => {
      const draft = visit.read(draftKey(area.dataset.draft));
      if (draft && !area.value) {
        area.value = draft;
        area.dispatchEvent(new Event("input", { bubbles: true }));
      }
    });
  }

  function keepDraft(area) {
    const key = draftKey(area.dataset.draft);
    if (area.value.trim()) visit.write(key, area.value); else visit.forget(key);
  }

  function clearDrafts(name) {
    if (name !== "all") return visit.forget(draftKey(name));
    visit.keys().filter((key) => key.startsWith("draft:")).forEach(visit.forget);
  }

  // --- the picture code -----------------------------------------------------------------------------------------------

  function preparePad(pad) {
    if (pad.dataset.ready) return;
    pad.dataset.ready = "yes";
    const form = pad.closest("form");
    const field = pad.querySelector("input[name=so_far]");
    const dots = pad.querySelector("[data-code-dots]");
    const go = pad.querySelector("[data-code-go]");
    const length = Number(pad.dataset.length);
    let code = field.value ? field.value.split(",") : [];

    function show() {
      field.value = code.join(",");
      [...dots.children].forEach((dot, place) => {
        dot.replaceChildren();
        dot.classList.toggle("is-filled", place < code.length);
        const key = code[place] && pad.querySelector(`.code-key[value="${CSS.escape(code[place])}"] img`);
        if (key) dot.append(key.cloneNode());
      });
      dots.setAttribute("aria-label", dots.dataset.words.replace("{done}", code.length).replace("{all}", length));
      each(pad, ".code-key", (key) => { key.disabled = code.length >= length; });
      go.disabled = code.length < length;
      if (!go.disabled) go.focus({ preventScroll: true });
    }

    each(pad, "button[name=tap]", (button) => {
      button.type = "button";
      button.addEventListener("click", () => {
        if (button.value === "wis") code.pop(); else if (code.length < length) code.push(button.value);
        show();
      });
    });
    form.addEventListener("submit", () => { field.value = code.join(","); });
    show();
  }

  // --- parked screens, closed lessons, lost networks --------------------------------------------------------------------

  const EVERY = 1500;

  function watchLesson(url, closedUrl) {
    const screen = document.getElementById("screen");
    const cover = document.getElementById("parked");
    const offline = document.getElementById("offline");
    let parked = false;
    let failures = 0;
    let before = null;
    let step = null;

    function park(now) {
      if (now === parked || !cover) return;
      parked = now;
      cover.hidden = !now;
      screen.inert = now;
      if (now) {
        before = document.activeElement;
        stopSpeaking();
        cover.querySelector("[tabindex]")?.focus({ preventScroll: true });
      } else {
        before?.focus?.({ preventScroll: true });
      }
    }

    function react(state) {
      failures = 0;
      if (offline) offline.hidden = true;
      if (state.open === false) return window.location.assign(closedUrl);
      park(Boolean(state.parked));
      if (state.step !== step) {
        if (step !== null) body.dispatchEvent(new CustomEvent("lesson:step", { detail: state.step, bubbles: true }));
        step = state.step ?? null;
      }
    }

    async function ask() {
      const stop = new AbortController();
      const timer = setTimeout(() => stop.abort(), 5000);
      try {
        const answer = await fetch(url, { headers: { Accept: "application/json" }, cache: "no-store", signal: stop.signal, redirect: "manual" });
        if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return window.location.assign(closedUrl);
        if (!answer.ok) throw new Error(String(answer.status));
        react(await answer.json());
      } catch {
        failures += 1;
        // One lost answer is ordinary on a school's network; only say something when it lasts.
        if (failures >= 2 && offline) offline.hidden = false;
      } finally {
        clearTimeout(timer);
      }
    }

    async function turn() {
      if (!document.hidden) await ask();
      setTimeout(turn, failures ? Math.min(EVERY * failures, 6000) : EVERY);
    }

    document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
    window.addEventListener("online", ask);
    if ("parked" in body.dataset) park(true);
    turn();
  }

  // --- the board --------------------------------------------------------------------------------------------------------

  const BOARD_KEYS = {
    ArrowRight: "[data-board-next]", PageDown: "[data-board-next]", " ": "[data-board-next]",
    ArrowLeft: "[data-board-back]", PageUp: "[data-board-back]",
  };

  function turnBoard(event) {
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === " " && event.target.closest("button, a, summary")) return;
    const button = BOARD_KEYS[event.key] && document.querySelector(BOARD_KEYS[event.key]);
    if (!button || button.disabled || event.repeat) return;
    event.preventDefault();
    button.click();
  }

  // --- order with two buttons ---------------------------------------------------------------------------------------------

  /** Lists with data-order: the buttons move an item, the selects follow. Without scripts the selects do the work. */
  function moveItem(button) {
    const item = button.closest("li");
    const list = item.parentElement;
    const up = "moveUp" in button.dataset;
    const other = up ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    if (up) other.before(item); else other.after(item);
    [...list.children].forEach((one, place) => {
      const select = one.querySelector("select");
      if (select) select.value = String(place + 1);
    });
    button.focus();
  }

  /** A list that nobody touched yet stands in an order all the same: let its numbers say so. */
  function numberOrder(list) {
    const selects = [...list.querySelectorAll("select")];
    if (selects.some((select) => select.value || select.matches(":disabled"))) return;
    selects.forEach((select, place) => { select.value = String(place + 1); });
  }

  // --- everything that listens ----------------------------------------------------------------------------------------------

  function prepare(where) {
    restoreDrafts(where);
    each(where, "[data-code-pad]", preparePad);
    each(where, "[data-order]", numberOrder);
    showReading();
    each(where, ".stepper .is-now", (step) => {
      const row = step.parentElement;
      row.scrollLeft = step.offsetLeft - (row.clientWidth - step.offsetWidth) / 2;
    });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) {
      if ("letters" in button.dataset || "lines" in button.dataset) return chooseReading(button);
      if ("speak" in button.dataset) return void speak(button);
      if ("print" in button.dataset) return window.print();
      if ("moveUp" in button.dataset || "moveDown" in button.dataset) return moveItem(button);
      if ("copy" in button.dataset) return void navigator.clipboard?.writeText(button.dataset.copy);
    }
    // A tap beside an open menu closes it.
    each(document, "details.me[open]", (menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") each(document, "details.me[open]", (menu) => { menu.open = false; menu.querySelector("summary").focus(); });
    if (body.classList.contains("board")) turnBoard(event);
  });

  document.addEventListener("input", (event) => {
    if (event.target.matches?.("textarea[data-draft]")) keepDraft(event.target);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.draftClear) clearDrafts(form.dataset.draftClear);
    if (event.defaultPrevented || form.method !== "post" || "many" in form.dataset) return;
    holdButtons(form, event.submitter);
  });

  window.addEventListener("pageshow", () => freeButtons(document));
  document.addEventListener("htmx:finally:request", () => freeButtons(document));
  document.addEventListener("htmx:after:swap", () => prepare(document));
  window.addEventListener("pagehide", stopSpeaking);

  prepare(document);
  if (body.dataset.liveUrl) watchLesson(body.dataset.liveUrl, body.dataset.closedUrl || "/");
})();
