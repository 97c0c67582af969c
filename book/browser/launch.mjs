// The browser of all tests: without a window, a graphics card or anything to fetch.

import { chromium } from "playwright-core";

const OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];

export function launch(executablePath) {
  return chromium.launch({ executablePath, args: OPTIONS });
}
