// @ts-check
/** The button for light and dark. Until it is used, the system decides. */
import { byId } from "../dom.js";
import { keep } from "../storage.js";

export function scheme() {
  const button = byId("scheme");
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const current = () => root.dataset.scheme ?? (system.matches ? "dark" : "light");
  const other = () => (current() === "dark" ? "light" : "dark");
  const show = () => {
    button.textContent = other() === "dark" ? "Dark" : "Light";
    button.setAttribute("aria-label", `${other() === "dark" ? "Dark" : "Light"} colours`);
  };
  button.addEventListener("click", () => {
    root.dataset.scheme = other();
    keep("scheme", root.dataset.scheme);
    show();
  });
  system.addEventListener("change", show);
  show();
  button.hidden = false;
}
