/* The board and the teacher's laptop agree: the page is kept by the server, and an open board asks for it. */
(() => {
  const body = document.body;
  const address = body.dataset.boardState;
  if (!address) return;
  const inside = document.querySelector("[data-board-inside]");
  const every = 2000;
  let leaving = false;
  addEventListener("pagehide", () => { leaving = true; });
  addEventListener("pageshow", () => { leaving = false; });

  const changed = (state) =>
    !state.open || String(state.page) !== body.dataset.boardPage || (state.parked ? "ja" : "nee") !== body.dataset.boardParked;

  const ask = async () => {
    if (!leaving && !document.hidden) {
      try {
        const answer = await fetch(address, { headers: { Accept: "application/json" }, cache: "no-store" });
        if (answer.ok) {
          const state = await answer.json();
          if (changed(state) && !leaving) {
            location.reload();
            return;
          }
          if (inside) inside.textContent = state.inside;
        }
      } catch {
        /* No connection: the page stays as it is, and we ask again. */
      }
    }
    setTimeout(ask, every);
  };
  setTimeout(ask, every);
})();
