// Opens pages in a real browser and tells what is wrong with them, one sentence a line; nothing
// when all is well.
//
//     node check.mjs BROWSER PAGE.html...
//
// PATIENCE in the environment: how many milliseconds to wait for what a reader waits for; the
// machine may be busy.
//
// Every page is looked at in each width and theme; it is loaded once for each width, and then the
// system's theme changes under it. What a reader does is tried at the narrowest in light and at
// the widest in dark; axe looks at the middle one in both, and so does the printer.

import { pathToFileURL } from "node:url";
import { launch } from "./launch.mjs";
import * as pages from "./pages.mjs";
import * as use from "./use.mjs";

const PATIENCE = Number(process.env.PATIENCE || 60000);

// What does not even get to its end did not work either.
async function attempt(name, tried, page) {
  try {
    return await tried(page);
  } catch (error) {
    return [`trying ${name}: ${error.message.split("\n")[0]}`];
  }
}

async function useIt(page) {
  const wrong = [];
  for (const [name, tried] of Object.entries(use)) wrong.push(...await attempt(name, tried, page));
  return wrong;
}

// What can be seen on a page that is emptied for axe: its colours on paper are asked for there,
// because all code would have to be laid out for print first.
async function emptied(page, found, rules) {
  await found(pages.accessibility(page, rules));
  await found(pages.paper(page));
}

// One page in one width: adds sentences to `say(theme)`.
async function look(page, url, width, say) {
  const [first, second] = width === 1440 ? ["dark", "light"] : ["light", "dark"];
  let theme = first;
  pages.watch(page, (sentence) => say(theme)(sentence));
  await page.emulateMedia({ colorScheme: first });
  await page.goto(url);
  const found = async (sentences) => (await sentences).forEach(say(theme));
  await found(pages.layoutShift(page));
  await found(pages.overflow(page));
  if (width === 390) {
    await found(pages.figureText(page));
    await found(pages.roomForCode(page));
  }
  theme = second;
  await page.emulateMedia({ colorScheme: second });
  await found(pages.overflow(page));
  if (width === 820) await emptied(page, found);
  theme = first;
  await page.emulateMedia({ colorScheme: first });
  await (width === 820 ? emptied(page, found, ["color-contrast", "link-in-text-block"]) : found(useIt(page)));
}

async function checkPage(browser, file) {
  const said = new Set();
  for (const width of pages.WIDTHS) {
    const context = await browser.newContext({ viewport: { width, height: 900 } });
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await context.addInitScript(pages.countShifts);
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    await look(page, pathToFileURL(file).href, width,
               (theme) => (sentence) => said.add(`${file}, ${width} px, ${theme}: ${sentence}`));
    await context.close();
  }
  return said;
}

const [executablePath, ...files] = process.argv.slice(2);
const browser = await launch(executablePath);
try {
  for (const file of files) {
    for (const sentence of await checkPage(browser, file)) console.log(sentence);
  }
} finally {
  await browser.close();
}
