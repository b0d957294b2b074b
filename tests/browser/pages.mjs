// What can be wrong with one page in one setting.

import { createRequire } from "node:module";
import path from "node:path";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

export const settings = [
  { name: "light", theme: "light", width: 1280 },
  { name: "dark", theme: "dark", width: 1280 },
  { name: "tablet", theme: "light", width: 1024 },
  { name: "phone", theme: "light", width: 390 },
  { name: "phone-dark", theme: "dark", width: 390 },
];

/**
 * What is wrong with the page at `url` under `setting`, one line each; with `folder`, a picture is
 * left there.
 */
export async function problems(browser, url, setting, folder) {
  const { host } = new URL(url);
  const context = await browser.newContext({ viewport: { width: setting.width, height: 900 } });
  await context.addInitScript((theme) => localStorage.setItem("theme", theme), setting.theme);
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
  found.push(...(await page.evaluate(look, setting.width)));

  await page.addScriptTag({ path: axe });
  const report = await page.evaluate(() =>
    axe.run(document, { rules: { "target-size": { enabled: true } } }),
  );
  for (const violation of report.violations) {
    for (const node of violation.nodes.slice(0, 3)) {
      const reason = node.failureSummary.split("\n").slice(1).join(" ").trim();
      found.push(`${violation.id}: ${node.html.slice(0, 120)} ${reason}`);
    }
  }
  if (folder) {
    const name = path.basename(new URL(url).pathname, ".html") || "index";
    await page.screenshot({
      path: path.join(folder, `${name}-${setting.name}.png`),
      fullPage: true,
    });
  }
  await context.close();
  return [...new Set(found)];
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
