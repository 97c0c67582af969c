// For test_play.py: do figures answer? Opens the chapter of each wide and light, narrow and dark, moves
// each of its controls from the keyboard, draws where there is a pad, and looks at what changes.
// Says `NAME: what is wrong`, a line each, and `all looked at` when it has come to its end.
//
//     node browser.mjs CHROMIUM PAGES NAME...
import fs from "node:fs";
import path from "node:path";
import assert from "node:assert/strict";
import { launch } from "../browser/launch.mjs";

const [executablePath, pages, ...names] = process.argv.slice(2);
const browser = await launch(executablePath);

function placeOf(name) {
  const place = fs.readdirSync(pages).find((file) => file.endsWith(".html") &&
    fs.readFileSync(path.join(pages, file), "utf8").includes(`src="play/${name}.js"`));
  assert.ok(place, `no page has the script play/${name}.js`);
  return place;
}

async function open(name, width, colorScheme, { scripts = true, withoutItsOwn = false } = {}) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, javaScriptEnabled: scripts });
  const page = await context.newPage();
  if (withoutItsOwn) await page.route(`**/play/${name}.js`, (route) => route.abort());
  page.wrong = [];
  page.on("console", (m) => ["error", "warning"].includes(m.type()) && page.wrong.push(m.text()));
  page.on("pageerror", (e) => page.wrong.push(e.message));
  page.on("request", (r) => r.url().startsWith("file:") || page.wrong.push(`request: ${r.url()}`));
  await page.goto(`file://${path.resolve(pages, placeOf(name))}#fig-${name}`);
  return page;
}

// How the figure answers: its texts, its charts, and every pixel of its pictures but the pad.
function look(page, name) {
  return page.$eval(`#fig-${name} .play-live`, (live) => live.innerText + Array.from(live.querySelectorAll("svg"), (s) => s.innerHTML).join("") +
    Array.from(live.querySelectorAll("canvas:not(.play-pad)"), (c) => c.toDataURL()).join(""));
}

async function changes(page, name, what, act) {
  const before = await look(page, name);
  await act();
  await page.waitForTimeout(100);
  assert.notEqual(await look(page, name), before, `${what} changes nothing`);
}

async function moveEverything(page, name) {
  const figure = page.locator(`#fig-${name} .play-live`);
  for (const slider of await figure.locator("input[type=range]").all()) {
    const label = await slider.evaluate((s) => s.labels[0].textContent);
    assert.ok((await slider.boundingBox()).height >= 30, `no room for a thumb on ${label}`);
    await changes(page, name, label, () => slider.press("ArrowRight"));
    const [text, output] = await slider.evaluate((s) => [s.getAttribute("aria-valuetext"), document.querySelector(`output[for=${s.id}]`).textContent]);
    assert.equal(text, output);
    for (const end of ["End", "Home"]) await slider.press(end);
  }
  for (const select of await figure.locator("select").all())
    await changes(page, name, "a choice", () => select.selectOption({ index: 1 }));
  for (const pad of await figure.locator("canvas.play-pad").all()) {
    await changes(page, name, "blank paper", () => figure.locator("button").click());
    await changes(page, name, "the keyboard's pen", async () => {
      await pad.focus();
      for (const key of [" ", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", " "]) await pad.press(key);
    });
    await figure.locator("button").click();
    await changes(page, name, "the pointer", async () => { // a seven
      const box = await pad.boundingBox();
      await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.2);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.7, box.y + box.height * 0.2, { steps: 5 });
      await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.9, { steps: 5 });
      await page.mouse.up();
    });
    if (name === "features") assert.match(await figure.locator("[data-play=says]").innerText(), /^A 7, with/);
  }
}

async function answers(name, width, scheme) {
  const page = await open(name, width, scheme);
  const figure = page.locator(`#fig-${name}`);
  const waiting = await open(name, width, scheme, { withoutItsOwn: true });
  const height = await waiting.locator(`#fig-${name}`).evaluate((f) => f.offsetHeight);
  assert.equal(await waiting.locator(`#fig-${name}.play-ready`).count(), 0);
  await page.locator(`#fig-${name}.play-ready`).waitFor();
  assert.equal(await figure.evaluate((f) => f.offsetHeight), height, "the figure jumps when its script comes");
  assert.ok(!await figure.locator(".play-still").isVisible() && await figure.locator(".play-live").isVisible());
  await moveEverything(page, name);
  assert.equal(await figure.evaluate((f) => f.offsetHeight), height, "the figure has grown");
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `wider than ${width}`);
  if (await figure.locator("canvas").count() > 0)
    await changes(page, name, "the theme", () => page.evaluate((now) => { document.documentElement.dataset.theme = now; },
                                                         scheme === "light" ? "dark" : "light"));
  assert.deepEqual(page.wrong, []);
  if (width === 1440) {
    await page.emulateMedia({ media: "print" });
    assert.ok(await figure.locator(".play-still").isVisible() && !await figure.locator(".play-live").isVisible(), "on paper");
  }
  await page.context().close();
  await waiting.context().close();
}

async function standsStill(name) {
  const still = await open(name, 390, "light", { scripts: false });
  assert.ok(await still.locator(`#fig-${name} .play-still`).isVisible(), "without scripts");
  assert.ok(!await still.locator(`#fig-${name} .play-live`).isVisible());
  const broken = await open(name, 390, "light");
  await broken.evaluate((n) => play.figure(n, () => { throw new Error("on purpose"); }), name);
  await broken.locator(`#fig-${name}.play-failed .play-still`).waitFor();
}

async function lookAt(name) {
  await answers(name, 1440, "light");
  await answers(name, 390, "dark");
  await standsStill(name);
}

for (const name of names) {
  await lookAt(name).catch((error) => console.log(`${name}: ${error.message.replaceAll("\n", " ")}`));
  await Promise.all(browser.contexts().map((context) => context.close()));
}
await browser.close();
console.log("all looked at");
