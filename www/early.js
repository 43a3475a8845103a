// Runs before the first paint, so that a remembered choice of light or dark does not flash the other one.
try {
  const scheme = localStorage.getItem("wezmux.scheme");
  if (scheme === "light" || scheme === "dark") document.documentElement.dataset.scheme = scheme;
} catch {
  // Storage is blocked: the system's choice counts.
}
