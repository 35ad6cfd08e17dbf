// Before the first paint: how this device likes to read, and that scripts run. Small on purpose.
(() => {
  const root = document.documentElement;
  root.dataset.js = "";
  try {
    for (const name of ["letters", "lines"]) {
      const kept = localStorage.getItem(`reading-${name}`);
      if (kept) root.dataset[name] = kept;
    }
  } catch {
    // A browser without storage simply reads in the ordinary size.
  }
})();
