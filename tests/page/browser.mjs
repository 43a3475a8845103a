/** The Chromium that the page is driven in: the one that CHROMIUM names, or Debian's. */
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

/** The first has no window to draw, and takes half the time. */
const DEBIAN = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? DEBIAN.find(existsSync) ?? DEBIAN[0],
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
