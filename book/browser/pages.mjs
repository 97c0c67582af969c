// What must hold for every page, at every width, in light and dark. Each check gives a list of
// sentences on what is wrong.

import fs from "node:fs";
import { createRequire } from "node:module";

const axeSource = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const WIDTHS = [390, 820, 1440];
const SHIFT = 0.01; // the layout shift that nobody sees

// Says what goes wrong while a page loads and is used.
export function watch(page, say) {
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") say(`the console says: ${message.text()}`);
  });
  page.on("pageerror", (error) => say(`a script failed: ${error.message}`));
  page.on("request", (request) => {
    if (!/^(file|data|blob):/.test(request.url())) say(`asks another host: ${request.url()}`);
  });
  page.on("requestfailed", (request) => say(`cannot be loaded: ${request.url()}`));
}

// Before a page's own scripts: sums up how far things jump while it loads.
export function countShifts() {
  window.shifts = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shifts += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
}

// What the page's scripts do at their start is seen in the second frame, and known in the third.
export async function layoutShift(page) {
  for (let frame = 0; frame < 3; frame++) await page.evaluate(() => new Promise(requestAnimationFrame));
  const shifts = await page.evaluate(() => window.shifts);
  return shifts > SHIFT ? [`the layout shifts while the page loads (by ${shifts.toFixed(3)})`] : [];
}

// Wider than the window: names the elements that stick out, unless a box around them scrolls.
export async function overflow(page) {
  return page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const scrolls = (element) => element !== root && element !== document.body &&
      (/auto|scroll|hidden|clip/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
    const out = Array.from(document.querySelectorAll("main *"))
      .filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1 && !scrolls(e.parentElement))
      .map((e) => e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") + (e.className.length ? "." + e.className : ""));
    return [`is ${root.scrollWidth} wide in a window of ${root.clientWidth}: ${out.slice(0, 3).join(", ")}`];
  });
}

// Text in figures that is too small to read, but for indices; and what is cut off at a drawing's edge.
const LEAST_TEXT = 11; // pixels
export async function figureText(page) {
  return page.evaluate((least) => {
    const wrong = [];
    for (const svg of document.querySelectorAll(".figure svg")) {
      const edge = svg.getBoundingClientRect();
      if (edge.width === 0) continue;
      const figure = svg.closest(".figure").id;
      for (const text of svg.querySelectorAll("text")) {
        const matrix = text.getScreenCTM(), box = text.getBoundingClientRect();
        const size = parseFloat(getComputedStyle(text).fontSize) * Math.hypot(matrix.a, matrix.b);
        if (size < least - 0.05) wrong.push(`${figure}: "${text.textContent}" is ${size.toFixed(1)} pixels high`);
        if (box.left < edge.left - 2 || box.right > edge.right + 2 || box.top < edge.top - 4 || box.bottom > edge.bottom + 4)
          wrong.push(`${figure}: "${text.textContent}" sticks out of its drawing`);
      }
    }
    return wrong.slice(0, 5);
  }, LEAST_TEXT);
}

// What is printed is dark on white, whatever the screen shows.
export async function paper(page) {
  await page.emulateMedia({ media: "print" });
  const [sheet, ink] = await page.evaluate(() => {
    const style = getComputedStyle(document.body);
    return [style.backgroundColor, style.color].map((c) => c.match(/\d+/g).slice(0, 3).map(Number));
  });
  await page.emulateMedia({ media: "screen" });
  return Math.min(...sheet) === 255 && Math.max(...ink) < 100 ? [] : ["is not dark on white on paper"];
}

// Code that is not laid out yet must be as large as when it is, or the page jumps as one scrolls.
export async function roomForCode(page) {
  return page.evaluate(() => {
    const pieces = Array.from(document.querySelectorAll("[data-startFrom] > pre.numberSource"));
    function sizes(visibility) {
      pieces.forEach((piece) => { piece.style.contentVisibility = visibility; });
      return pieces.map((piece) => [piece.clientHeight, piece.closest(".listing-code").scrollWidth]);
    }
    const before = sizes("hidden"), after = sizes("visible");
    sizes("");
    const wrong = pieces.filter((_, i) => after[i].some((size, axis) => Math.abs(size - before[i][axis]) > 1));
    return wrong.slice(0, 3).map((piece) => {
      const i = pieces.indexOf(piece);
      return `${piece.parentElement.id} grows from ${before[i].join(" x ")} to ${after[i].join(" x ")} when it comes into sight`;
    });
  });
}

// Axe needs most of its time for code, token by token, and for formulas, symbol by symbol, and their
// colours are the same everywhere: the first few stand for the rest, which is emptied. The page is
// of no use after that.
const STAND_FOR_ALL = 4;

// All rules, or those that depend on colours.
export async function accessibility(page, rules) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axeSource);
  return page.evaluate(async ([few, runOnly]) => {
    for (const kind of [".listing-code", "math"])
      Array.from(document.querySelectorAll(kind)).slice(few).forEach((element) => element.replaceChildren());
    const found = await window.axe.run(document, { resultTypes: ["violations"], preload: false,
                                                      ...(runOnly && { runOnly }) });
    return found.violations.filter((v) => v.impact === "serious" || v.impact === "critical")
      .map((v) => `axe, ${v.id}: ${v.nodes.length} times, as in ${v.nodes[0].html.slice(0, 160)} (${v.help})`);
  }, [STAND_FOR_ALL, rules]);
}
