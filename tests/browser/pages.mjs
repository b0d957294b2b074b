// What can be wrong with one page in one setting.

import { createRequire } from "node:module";
import path from "node:path";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** Pages of the library on which every kind of block stands. */
const samples = /source\/(src\/(tape|ops|optim\/adam|layer\/batch_norm)|chapters\/foundations\/neuron\/main)\.rs/;

/**
 * How the page at `url` is to be looked at: in one theme, at one width after the other, with axe at
 * those that are named.
 */
export function visits(url) {
  const generated = /\/source\//.test(url);
  const axe = !generated || samples.test(url);
  const light = { theme: "light", widths: [1280, 1024, 390], axe: axe ? [1280] : [] };
  const dark = { theme: "dark", widths: [390], axe: [390] };
  return axe ? [light, dark] : [light];
}

/**
 * What is wrong with the page at `url` on one `visit`, one line each; with `folder`, pictures are left
 * there.
 */
export async function problems(browser, url, visit, folder) {
  const { host } = new URL(url);
  const context = await browser.newContext({ viewport: { width: visit.widths[0], height: 900 } });
  await context.addInitScript((theme) => localStorage.setItem("theme", theme), visit.theme);
  const page = await context.newPage();
  const found = [];
  page.on("request", (request) => {
    const asked = new URL(request.url());
    if (asked.protocol.startsWith("http") && asked.host !== host)
      found.push(`asks ${asked.host} for ${asked.pathname}`);
  });
  page.on(
    "console",
    (message) => message.type() === "error" && found.push(`console: ${message.text()}`),
  );
  page.on("pageerror", (error) => found.push(`script: ${error.message}`));
  page.on(
    "response",
    (response) =>
      response.status() >= 400 && found.push(`${response.status()} for ${response.url()}`),
  );
  await page.goto(url, { waitUntil: "load" });
  await page.evaluate(() => document.fonts.ready);
  await page.evaluate(() =>
    document.querySelectorAll("main details").forEach((fold) => (fold.open = true)),
  );
  for (const width of visit.widths) {
    await page.setViewportSize({ width, height: 900 });
    const at = (problem) => `at ${width} px: ${problem}`;
    found.push(...(await page.evaluate(look, width)).map(at));
    if (visit.axe.includes(width)) found.push(...(await accessibility(page)).map(at));
    if (folder) {
      const name = path.basename(new URL(url).pathname, ".html") || "index";
      const file = path.join(folder, `${name}-${visit.theme}-${width}.png`);
      await page.screenshot({ path: file, fullPage: true });
    }
  }
  await context.close();
  return [...new Set(found)];
}

/** What axe finds. */
async function accessibility(page) {
  await page.addScriptTag({ path: axe });
  const report = await page.evaluate(() =>
    axe.run(document, { rules: { "target-size": { enabled: true } } }),
  );
  return report.violations.flatMap((violation) =>
    violation.nodes.slice(0, 3).map((node) => {
      const reason = node.failureSummary.split("\n").slice(1).join(" ").trim();
      return `${violation.id}: ${node.html.slice(0, 120)} ${reason}`;
    }),
  );
}

/** Runs in the page. */
function look(width) {
  const list = [];
  const over = document.documentElement.scrollWidth - window.innerWidth;
  if (over > 1) list.push(`is ${over} px wider than the screen`);
  for (const image of document.images)
    if (!image.naturalWidth) list.push(`image without a picture: ${image.src}`);
  for (const font of document.fonts)
    if (font.status === "error") list.push(`font not loaded: ${font.family}`);
  for (const bad of document.querySelectorAll(
    ".katex-error, .katex-html .mord.mathnormal[style*='color:#cc0000']",
  )) {
    list.push(`formula not set: ${bad.textContent}`);
  }
  for (const drawing of document.querySelectorAll("figure svg")) {
    const box = drawing.getBoundingClientRect();
    const name = drawing.closest("figure").id;
    if (!box.width || !box.height) list.push(`figure without size: ${name}`);
    for (const text of drawing.querySelectorAll("text")) {
      const size = parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a;
      if (size < 11 || size > 15.1)
        list.push(`text of ${size.toFixed(1)} px in ${name}: 11 to 15 px is readable`);
    }
  }
  if (width >= 1280) {
    for (const code of document.querySelectorAll("main pre > code")) {
      const more = code.scrollWidth - code.clientWidth;
      if (more > 0)
        list.push(`listing ${code.closest("[id]")?.id} is ${more} px too wide for its place`);
    }
  }
  return list;
}
