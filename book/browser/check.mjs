// Opens pages in a real browser and tells what is wrong with them, one sentence a line; nothing
// when all is well.
//
//     node check.mjs BROWSER PAGE.html...
//
// PATIENCE in the environment: how many milliseconds to wait for what a reader waits for; the
// machine may be busy.
//
// Every page is looked at in each width and theme; what a reader does is tried at the
// narrowest and the widest.

import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import * as pages from "./pages.mjs";
import * as use from "./use.mjs";

const OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];

const PATIENCE = Number(process.env.PATIENCE || 60000);

// What does not even get to its end did not work either.
async function attempt(name, tried, page) {
  try {
    return await tried(page);
  } catch (error) {
    return [`trying ${name}: ${error.message.split("\n")[0]}`];
  }
}

async function look(context, url, report) {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const wrong = pages.watch(page);
  await page.goto(url);
  await page.waitForLoadState("load");
  wrong.push(...await pages.overflow(page), ...await pages.layoutShift(page));
  await report(page, wrong);
  await page.close();
  return wrong;
}

async function checkPage(browser, file) {
  const url = pathToFileURL(file).href;
  const sentences = [];
  for (const width of pages.WIDTHS) {
    for (const theme of pages.THEMES) {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: theme });
      await context.grantPermissions(["clipboard-read", "clipboard-write"]);
      await context.addInitScript(pages.countShifts);
      const wrong = await look(context, url, async (page, found) => {
        if (width === 820) found.push(...await pages.accessibility(page));
        else if (theme === (width === 390 ? "light" : "dark")) {
          for (const [name, tried] of Object.entries(use)) found.push(...await attempt(name, tried, page));
        }
      });
      sentences.push(...wrong.map((sentence) => `${file}, ${width} px, ${theme}: ${sentence}`));
      await context.close();
    }
  }
  return sentences;
}

const [executablePath, ...files] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: OPTIONS });
try {
  for (const file of files) {
    for (const sentence of await checkPage(browser, file)) console.log(sentence);
  }
} finally {
  await browser.close();
}
