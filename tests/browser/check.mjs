// Opens every page of the served book in Chromium, on a desk, a tablet and a phone, and in both
// themes, then reads it from the keyboard alone and searches it. Of the library's pages, which one
// program writes all alike, only some are held against axe, and in the dark.
//
//   node check.mjs ADDRESS [FOLDER]
//
// ADDRESS is what `cargo run` printed; with FOLDER, a picture of each page is left there. A page
// fails when it asks another host for anything, reports an error on the console, is wider than the
// screen, misses a font or an image, shows a formula that was not set, has a listing that scrolls
// on a desk, text in a figure that is too small or too large, or breaks a rule of accessibility
// that axe can check.

import { chromium } from "playwright-core";
import { mkdir } from "node:fs/promises";
import { keyboard } from "./keys.mjs";
import { problems, visits } from "./pages.mjs";
import { searches } from "./searches.mjs";

const [address, folder] = process.argv.slice(2);
if (!address) {
  console.error("usage: node check.mjs ADDRESS [FOLDER]");
  process.exit(2);
}

/** The pages that the table of contents links to, and that table itself. */
async function pages(browser) {
  const contents = new URL("toc.html", address).href;
  const page = await browser.newPage();
  await page.goto(contents);
  const links = await page.$$eval("a[href]", (anchors) => anchors.map((a) => a.href.split("#")[0]));
  await page.close();
  return [...new Set([contents, ...links])].filter(
    (link) => new URL(link).host === new URL(address).host,
  );
}

if (folder) await mkdir(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
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
let passed = 0;
let failed = 0;
function count(name, found) {
  found.length ? failed++ : passed++;
  for (const problem of found) console.log(`${name}: ${problem}`);
}

const urls = await pages(browser);
const jobs = urls.flatMap((url) => visits(url).map((visit) => ({ url, visit })));
/** Takes jobs until there are none left. */
async function work() {
  for (let job = jobs.shift(); job; job = jobs.shift()) {
    const found = await problems(browser, job.url, job.visit, folder);
    count(`${new URL(job.url).pathname} (${job.visit.theme})`, found);
  }
}
await Promise.all([work(), work()]);
const chapter = urls.find((url) => /optimizers/.test(url));
count("keys", await keyboard(browser, address, chapter));
count("search", await searches(browser, address));
await browser.close();
if (urls.length < 2) failed++;
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
