// What every screen must be. A function for page.evaluate: the name of a check, and what it needs.
([check, given]) => {
  const root = document.documentElement;
  const all = (selector) => [...document.querySelectorAll(selector)];
  const box = (e) => e.getBoundingClientRect();
  const words = (e) => (e.getAttribute("aria-label") || e.textContent || e.name || "").replace(/\s+/g, " ").trim();
  const said = (e) => `${e.tagName.toLowerCase()} "${words(e).slice(0, 30)}"`;

  const DARKEST = { ".board--parked": "#e0d5ff", ".board, .pupil": "#dbe7be", ".door": "#dcebff" };

  const checks = {
    /** axe-core: "rule (impact): where - why" per violation. It does not judge words on a drawing, so the drawing behind
        the page gives way to its darkest colour. */
    async axe({ tags, rules }) {
      const behind = Object.entries(DARKEST).find(([kind]) => document.body.matches(kind));
      if (behind) document.body.style.background = behind[1];
      const result = await axe.run(document, {
        runOnly: { type: "tag", values: tags }, resultTypes: ["violations"], rules,
      });
      document.body.removeAttribute("style");
      return result.violations.map((one) => {
        const first = one.nodes[0];
        const why = (first.any[0] || first.all[0] || first.none[0] || {}).message || one.help;
        return `${one.id} (${one.impact}) x${one.nodes.length}: ${first.target.join(" ")} - ${why}`;
      });
    },

    /** One heading, a language, a title, words for pictures, nothing inline, no name twice. */
    own() {
      const faults = [];
      const headings = all("h1").length;
      if (headings !== 1) faults.push(`${headings} h1`);
      if (root.lang !== "nl") faults.push(`lang ${root.lang}`);
      if (!document.title.trim()) faults.push("no title");
      for (const image of all("img:not([alt])")) faults.push(`no alt: ${image.src}`);
      // htmx leaves an empty attribute behind after a swap.
      for (const one of all('[style]:not([style=""]), script:not([src])')) faults.push(`inline: ${said(one)}`);
      const ids = all("[id]").map((e) => e.id);
      for (const id of new Set(ids.filter((id, place) => ids.indexOf(id) !== place))) faults.push(`two with id ${id}`);
      return faults;
    },

    /** What a finger has to hit and is smaller than `given` px. A label makes the target of its box larger, and a link
        inside a sentence may be as high as the sentence. */
    targets(least) {
      const seen = (e) => box(e).width > 1 && box(e).height > 1 && e.checkVisibility({ visibilityProperty: true })
        && !e.matches(".skip, :disabled") && !e.closest("[inert]");
      const inSentence = (e) => e.matches("a") && getComputedStyle(e).display === "inline"
        && words(e.parentElement).length > words(e).length + 5;
      const size = (e) => {
        const label = e.matches("input") && e.labels[0] ? box(e.labels[0]) : box(e);
        return [Math.max(box(e).width, label.width), Math.max(box(e).height, label.height)].map(Math.round);
      };
      return all("a[href], button, input:not([type=hidden]), select, textarea, summary")
        .filter((e) => seen(e) && !inSentence(e) && Math.min(...size(e)) < least)
        .map((e) => `${size(e).join("x")}: ${said(e)}`);
    },

    /** How far the page can be scrolled sideways, and what sticks out first. */
    sideways() {
      const over = root.scrollWidth - root.clientWidth;
      if (over <= 0) return [];
      const out = all("main *, header *, nav *").find((e) => box(e).right > root.clientWidth + 1);
      return [`scrolls sideways by ${over} px: ${out ? `${said(out)} ${out.className}` : "?"}`];
    },

    /** The board, `given` times 1080 lines high: no scrolling, big words, big buttons low on the screen. */
    board(scale) {
      const faults = [];
      if (root.scrollHeight > innerHeight) faults.push(`scrolls by ${root.scrollHeight - innerHeight} px`);
      const speaks = (e) => [...e.childNodes].some((one) => one.nodeType === 3 && one.textContent.trim());
      const hidden = ".skip, .sr-only, .sr-only *, script";
      for (const e of all("body *").filter((one) => speaks(one) && one.checkVisibility() && !one.matches(hidden))) {
        const size = parseFloat(getComputedStyle(e).fontSize) / scale;
        if (size < (e.closest("h1") ? 60 : 32)) faults.push(`${size.toFixed(1)} px: ${said(e)}`);
        if (box(e).bottom > innerHeight + 1 || box(e).right > innerWidth + 1) faults.push(`cut off: ${said(e)}`);
      }
      const foot = box(document.querySelector(".board__foot")).top;
      const under = all("main *").find((e) => box(e).bottom > foot + 1);
      if (under) faults.push(`behind the buttons: ${said(under)}`);
      for (const e of all("button, a.button")) {
        if (Math.min(box(e).width, box(e).height) / scale < 64) faults.push(`small: ${said(e)}`);
        if (box(e).top < (innerHeight * 2) / 3) faults.push(`too high to reach: ${said(e)}`);
      }
      return faults;
    },
  };
  return checks[check](given);
}
