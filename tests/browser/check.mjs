// Opens every page of the served book in Chromium, in a light and a dark theme, on a desk and on a phone.
//
//   node check.mjs ADDRESS [FOLDER]
//
// ADDRESS is what `cargo run` printed; with FOLDER, a picture of each page is left there. A page fails when it
// asks another host for anything, reports an error on the console, is wider than the screen, misses a font or
// an image, shows a formula that was not set, or breaks a rule of accessibility that axe can check.

import { chromium } from "playwright-core";
import { createRequire } from "node:module";
import { mkdir } from "node:fs/promises";
import path from "node:path";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const [address, folder] = process.argv.slice(2);
if (!address) {
  console.error("usage: node check.mjs ADDRESS [FOLDER]");
  process.exit(2);
}
const host = new URL(address).host;

const settings = [
  { name: "light", theme: "light", width: 1280 },
  { name: "dark", theme: "navy", width: 1280 },
  { name: "coal", theme: "coal", width: 1280 },
  { name: "phone", theme: "light", width: 390 },
  { name: "phone-dark", theme: "navy", width: 390 },
];
const rules = ["color-contrast", "image-alt", "svg-img-alt", "link-name", "duplicate-id-aria", "heading-order", "scrollable-region-focusable"];

/** The pages that the table of contents links to. */
async function pages(browser) {
  const page = await browser.newPage();
  await page.goto(new URL("toc.html", address).href);
  const links = await page.$$eval("a[href]", (anchors) => anchors.map((a) => a.href.split("#")[0]));
  await page.close();
  return [...new Set(links)].filter((link) => new URL(link).host === host);
}

/** What is wrong with the page at `url` under `setting`, one line each. */
async function problems(browser, url, setting) {
  const context = await browser.newContext({ viewport: { width: setting.width, height: 900 } });
  await context.addInitScript((theme) => localStorage.setItem("mdbook-theme", theme), setting.theme);
  const page = await context.newPage();
  const found = [];
  page.on("request", (request) => {
    const asked = new URL(request.url());
    if (asked.protocol.startsWith("http") && asked.host !== host) found.push(`asks ${asked.host} for ${asked.pathname}`);
  });
  page.on("console", (message) => message.type() === "error" && found.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => found.push(`script: ${error.message}`));
  page.on("response", (response) => response.status() >= 400 && found.push(`${response.status()} for ${response.url()}`));
  await page.goto(url, { waitUntil: "load" });
  await page.evaluate(() => document.fonts.ready);

  found.push(...await page.evaluate(() => {
    const list = [];
    const over = document.documentElement.scrollWidth - window.innerWidth;
    if (over > 1) list.push(`is ${over} px wider than the screen`);
    for (const image of document.images) if (!image.naturalWidth) list.push(`image without a picture: ${image.src}`);
    for (const font of document.fonts) if (font.status === "error") list.push(`font not loaded: ${font.family}`);
    for (const bad of document.querySelectorAll(".katex-error, .katex-html .mord.mathnormal[style*='color:#cc0000']")) list.push(`formula not set: ${bad.textContent}`);
    for (const figure of document.querySelectorAll("figure svg")) {
      const box = figure.getBoundingClientRect();
      if (!box.width || !box.height) list.push(`figure without size: ${figure.getAttribute("aria-label")}`);
    }
    return list;
  }));

  await page.addScriptTag({ path: axe });
  const report = await page.evaluate((rules) => axe.run("main", { runOnly: rules }), rules);
  for (const violation of report.violations) {
    for (const node of violation.nodes.slice(0, 3)) {
      const reason = node.failureSummary.split("\n").slice(1).join(" ").trim();
      found.push(`${violation.id}: ${node.html.slice(0, 120)} ${reason}`);
    }
  }
  if (folder) {
    const name = path.basename(new URL(url).pathname, ".html") || "index";
    await page.screenshot({ path: path.join(folder, `${name}-${setting.name}.png`), fullPage: true });
  }
  await context.close();
  return found;
}

if (folder) await mkdir(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
let passed = 0;
let failed = 0;
const urls = await pages(browser);
const jobs = urls.flatMap((url) => settings.map((setting) => ({ url, setting })));
/** Takes jobs until there are none left. */
async function work() {
  for (let job = jobs.shift(); job; job = jobs.shift()) {
    const found = [...new Set(await problems(browser, job.url, job.setting))];
    found.length ? failed++ : passed++;
    for (const problem of found) console.log(`${new URL(job.url).pathname} (${job.setting.name}): ${problem}`);
  }
}
await Promise.all([work(), work()]);
await browser.close();
if (urls.length === 0) failed++;
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
