// @ts-check
/** The page without a network: starts the service worker, and says when it has brought a newer page. */
import { byId } from "./dom.js";

/** How often a tab that stays open looks for a newer page, in milliseconds. */
const OFTEN = 3_600_000;

/** Nothing here is needed to work: what fails, fails without a word. */
export async function offline() {
  const { serviceWorker } = navigator;
  // Plain HTTP from another computer has none.
  if (!serviceWorker) return;
  const controlled = serviceWorker.controller !== null;
  const notice = byId("newer");
  notice.querySelector("button")?.addEventListener("click", () => location.reload());
  // The first worker comes to a page that is as new as it is.
  let first = !controlled;
  serviceWorker.addEventListener("controllerchange", () => {
    if (first) first = false;
    else notice.hidden = false;
  });
  try {
    const registration = await serviceWorker.register(new URL("../sw.js", import.meta.url), { updateViaCache: "none" });
    let looked = Date.now();
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" || Date.now() - looked < OFTEN) return;
      looked = Date.now();
      registration.update().catch(() => {});
    });
  } catch {
    // Storage is blocked or full.
  }
}
