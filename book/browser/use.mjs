// What a reader does with a page: search, theme, contents, folding, copying, all of it from the
// keyboard where there is one. Each gives a list of sentences on what did not work.

import path from "node:path";

const ifNot = (condition, sentence) => (condition ? [] : [sentence]);

// Searches for the page's own title, and must find it; pages of whole files are not in the
// index, their code is in the chapters.
export async function search(page) {
  const name = path.basename(new URL(page.url()).pathname);
  const isFile = await page.evaluate(() => document.body.classList.contains("file"));
  const words = isFile ? "matrix" : await page.evaluate(() =>
    document.querySelector("h1").textContent.replace(/[^\p{L}\d ]/gu, " "));
  await page.keyboard.press("/");
  await page.waitForSelector("dialog.search[open]");
  await page.keyboard.type(words);
  await page.waitForFunction(() => /place|Nothing/.test(document.querySelector(".search-status").textContent));
  const targets = await page.$$eval(".found a", (links) => links.map((link) => link.getAttribute("href")));
  const wrong = ifNot(targets.some((t) => isFile || t.split("#")[0] === name),
                      `the search for "${words.trim()}" does not find this page`);
  await page.keyboard.press("ArrowDown");
  wrong.push(...ifNot(targets.length === 0 || await page.evaluate(() => document.activeElement.matches(".found a")),
                      "the arrow keys do not reach the search's results"));
  await page.keyboard.press("Escape");
  wrong.push(...ifNot(!(await page.$("dialog.search[open]")), "Escape does not close the search"));
  return wrong;
}

// Sets the other theme and loads the page again. Tried last: the page stays as it is then.
export async function theme(page) {
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const before = await paper();
  const presses = (await page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches)) ? 1 : 2;
  for (let i = 0; i < presses; i++) await page.click("button.theme");
  const chosen = await paper();
  const wrong = ifNot(chosen !== before, "the theme's button changes nothing");
  await page.reload();
  wrong.push(...ifNot(await paper() === chosen, "the theme is forgotten when the page is loaded again"));
  return wrong;
}

export async function copy(page) {
  const button = await page.$(".listing button.copy");
  if (!button) return [];
  await button.click();
  await page.waitForFunction((b) => b.textContent !== "Copy", button);
  const [got, shown] = await Promise.all([
    page.evaluate(() => navigator.clipboard.readText()),
    button.evaluate((b) => b.closest(".listing").querySelector("code").textContent),
  ]);
  return ifNot(got.trim() !== "" && got.startsWith(shown.trimEnd()),
               `copying a listing gives ${JSON.stringify(got.slice(0, 60))}`);
}

export async function fold(page) {
  const listing = await page.$(".listing.long");
  if (!listing) return [];
  const height = () => listing.evaluate((l) => l.querySelector(".listing-code").clientHeight);
  const button = await listing.$("button.fold");
  const open = await height();
  await button.focus();
  await page.keyboard.press("Enter");
  const folded = await height();
  const wrong = ifNot(folded < open && await button.getAttribute("aria-expanded") === "false",
                      "folding a long listing does not make it shorter");
  // A link to a definition in it opens it again.
  await page.evaluate((l) => { location.hash = "#" + l.querySelector("pre code > span[id]").id; }, listing);
  await page.waitForFunction((l) => !l.classList.contains("folded"), listing).catch(() => {});
  wrong.push(...ifNot(await height() === open, "a link into a folded listing does not unfold it"));
  return wrong;
}

// The last section that can be scrolled to the top and is alone there; -1: there is none.
function sectionToScrollTo(links) {
  const tops = links.map((link) =>
    document.getElementById(decodeURIComponent(link.hash.slice(1))).getBoundingClientRect().top + scrollY);
  return tops.findLastIndex((top, i) => top + innerHeight < document.documentElement.scrollHeight &&
                                        !(tops[i + 1] < top + innerHeight / 3));
}

// The contents mark the section that is scrolled to; on narrow screens they open and close.
export async function contents(page) {
  const entries = ".contents li.current ol a";
  const link = (await page.$$(entries))[await page.$$eval(entries, sectionToScrollTo)];
  if (!link) return [];
  const wrong = [];
  if (await page.isVisible("button.menu")) {
    await page.focus("button.menu");
    await page.keyboard.press("Enter");
    wrong.push(...ifNot(await link.isVisible(), "the contents do not open"));
    await page.keyboard.press("Escape");
    wrong.push(...ifNot(!(await link.isVisible()), "Escape does not close the contents"));
  }
  await link.evaluate((l) => document.getElementById(decodeURIComponent(l.hash.slice(1))).scrollIntoView());
  await page.waitForFunction((l) => l.getAttribute("aria-current") === "true", link)
    .catch(() => wrong.push("the contents do not follow the scroll"));
  return wrong;
}

// A link to a line of code leads to where it can be seen, below the bar and the caption.
export async function lines(page) {
  const line = await page.$(".listing-code pre code > span[id]:nth-child(4)");
  if (!line) return [];
  await line.evaluate((l) => { location.hash = "#" + l.id; });
  return ifNot(await line.evaluate((l) => {
    const caption = l.closest(".listing").querySelector(".listing-caption").getBoundingClientRect();
    return l.getBoundingClientRect().top >= caption.bottom - 1;
  }), "a link to a line of code leads to where its caption covers it");
}

// How a figure is made opens from the keyboard.
export async function figures(page) {
  const summary = await page.$("details.made > summary");
  if (!summary) return [];
  await summary.focus();
  await page.keyboard.press("Enter");
  return ifNot(await summary.evaluate((s) => s.parentElement.open), "how a figure is made does not open");
}

// Every stop of the Tab key shows that it has the focus.
export async function focus(page) {
  const wrong = [];
  await page.evaluate(() => { scrollTo(0, 0); document.activeElement.blur(); });
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press("Tab");
    const bare = await page.evaluate(() => {
      const at = document.activeElement, style = getComputedStyle(at);
      return at !== document.body && style.outlineStyle === "none" && at.outerHTML.slice(0, 80);
    });
    if (bare) wrong.push(`has the focus and does not show it: ${bare}`);
  }
  return wrong;
}
