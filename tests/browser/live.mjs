// A small book that is read while its programs run: what they compute comes into the open page.
//
//   node live.mjs BUILDER ROOT
//
// BUILDER is the compiled builder, ROOT the folder of the real book, whose looks the small one takes over.

import { chromium } from "playwright-core";
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

const [builder, root] = process.argv.slice(2).map((place) => path.resolve(place));
if (!root) {
  console.error("usage: node live.mjs BUILDER ROOT");
  process.exit(2);
}

/** A program in the book's way, without the book's crates: it waits for a file, then records. */
const program = (after) => `
use std::{env, fs, path::Path, thread, time::Duration};
fn main() {
    while !Path::new("go").exists() { thread::sleep(Duration::from_millis(20)); }
    ${after}
}
fn record(name: &str, text: &str) {
    let path = Path::new(&env::var("NEURAL_RECORD").unwrap()).join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}
`;
const svg = '<svg width=\\"640\\" height=\\"480\\" viewBox=\\"0 0 640 480\\"><rect width=\\"640\\" height=\\"480\\"/></svg>';
const words = "Words that somebody is reading at this moment, line after line, without being disturbed by anything. ".repeat(6);
const files = {
  "Cargo.toml": '[package]\nname = "small"\nversion = "0.1.0"\nedition = "2024"\n\n[workspace]\n',
  "src/lib.rs": "//! Nothing.\n",
  "examples/first.rs": program(`
    record("value/rate.txt", "97.5 %");
    record("output/told.txt", "one\\ntwo\\nthree\\n");
    record("figure/curve.svg", "${svg}");
    record("claim/holds.txt", "holds\\nexact\\nexamples/first.rs:1\\nseen\\n");`),
  "examples/broken.rs": program('panic!("no such data");'),
  "book/expected.txt": "figure first/curve 640 480\noutput first/told 3\n",
  "book/pages/SUMMARY.md": "# Summary\n\n- [First](first.md)\n- [Broken](broken.md)\n",
  "book/pages/first.md": `# First\n\n${words}\n\nIt is {{#value first rate}} right. {{#claim first holds}}\n\n{{#figure first curve}}\nalt: A curve.\ncaption: A curve.\n{{/figure}}\n\n{{#output first told}}\n\n${words}\n\n## Reading\n\n${words}\n\n{{#figure first curve2}}\nalt: Another.\ncaption: Another.\n{{/figure}}\n\n${words}\n\n${words}\n`,
  "book/pages/broken.md": "# Broken\n\nThe value is {{#value broken rate}}.\n\n{{#output broken told}}\n",
};
files["book/pages/first.md"] = files["book/pages/first.md"].replace("curve2", "second");
files["examples/first.rs"] = files["examples/first.rs"].replace('record("claim', `record("figure/second.svg", "${svg}");\n    record("claim`);

const folder = await mkdtemp(path.join(os.tmpdir(), "small-book-"));
for (const [name, text] of Object.entries(files)) {
  await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
  await writeFile(path.join(folder, name), text);
}
const settings = await readFile(path.join(root, "book/book.toml"), "utf8");
await writeFile(path.join(folder, "book/book.toml"), settings.split(/^\[output\.html\.redirect\]/m)[0]);
for (const part of ["theme", "third_party"]) await cp(path.join(root, "book", part), path.join(folder, "book", part), { recursive: true });

const failures = [];
let passed = 0;
function check(what, holds, seen = "") {
  if (holds) passed += 1;
  else failures.push(`${what}${seen === "" ? "" : ` (seen: ${seen})`}`);
}

const environment = { ...process.env };
delete environment.CARGO_TARGET_DIR;
const server = spawn(builder, ["--port", "3930"], { cwd: folder, env: environment });
let said = "";
for (const stream of [server.stdout, server.stderr]) stream.on("data", (text) => { said += text; });
const until = async (what, condition, seconds = 60) => {
  for (let waited = 0; waited < seconds * 20; waited += 1) {
    const found = await condition();
    if (found) return found;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`${what}: not within ${seconds} s\n${said}`);
};

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
try {
  const address = await until("the server starts", () => said.match(/http:\/\/127\.0\.0\.1:\d+\//)?.[0]);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const loads = [];
  page.on("load", () => loads.push(page.url()));
  const wrong = [];
  page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
  page.on("pageerror", (error) => wrong.push(error.message));
  await page.goto(new URL("first.html", address).href);
  check("the text is there before any program has run", (await page.textContent("main")).includes("Words that somebody"));
  check("what is not computed yet waits", await page.locator("[data-wait=first]").count() === 5, await page.locator("[data-wait=first]").count());
  check("a placeholder names its program", (await page.textContent(".output [data-wait]")).includes("cargo run --example first"));
  await page.waitForSelector("#progress");
  check("a line says how far it is", /^0 of 2 programs/.test(await page.textContent("#progress")), await page.textContent("#progress"));

  const others = [];
  for (let tab = 0; tab < 8; tab += 1) {
    const other = await context.newPage();
    const answer = await other.goto(new URL("first.html", address).href, { timeout: 10000 });
    check(`tab ${tab + 1} of eight opens`, answer.ok());
    others.push(other);
  }
  await page.bringToFront();

  // Somebody reads between two figures.
  const place = () => page.evaluate(() => document.getElementById("reading").getBoundingClientRect().top);
  await page.evaluate(() => scrollTo({ top: document.getElementById("reading").getBoundingClientRect().top + scrollY - 250, behavior: "instant" }));
  const before = await place();
  const loaded = loads.length;
  await writeFile(path.join(folder, "go"), "");
  await page.waitForFunction(() => !document.querySelector("[data-wait=first]"), null, { timeout: 60000 });
  const moved = Math.abs(await place() - before);
  check("what is being read moves by less than a line", moved < 24, `${moved} px`);
  check("nothing was loaded anew", loads.length === loaded);
  check("the value came", (await page.textContent("main")).includes("It is 97.5 % right."));
  check("the figures came", await page.locator("main svg.plot rect").count() === 2);
  check("the output came", (await page.textContent(".output")).includes("one\ntwo\nthree"));
  check("the claim came", await page.locator("a.claim").count() === 1);
  for (const [tab, other] of others.entries()) {
    await other.bringToFront();
    await other.waitForFunction(() => !document.querySelector("[data-wait]"), null, { timeout: 10000 });
    check(`tab ${tab + 1} of eight is filled`, (await other.textContent("main")).includes("97.5 %"));
  }

  await page.bringToFront();
  await page.waitForSelector("#build-problem");
  const problem = await page.textContent("#build-problem");
  check("a failed program is named", problem.includes("`broken` failed") && problem.includes("no such data"), problem);
  check("the line goes when all is done", await page.locator("#progress").count() === 0);
  await page.goto(new URL("broken.html", address).href);
  const place2 = await page.textContent(".output");
  check("it shows in its place how to run it alone", place2.includes("`broken` failed") && place2.includes("cargo run --example broken"), place2);
  check("the console is quiet", wrong.length === 0, wrong.join("; "));

  // A saved page is on the screen without a hand on the browser.
  await page.goto(new URL("first.html", address).href);
  const saved = Date.now();
  await writeFile(path.join(folder, "book/pages/first.md"), `${files["book/pages/first.md"]}\nFresh words.\n`);
  await page.waitForFunction(() => document.querySelector("main").textContent.includes("Fresh words."), null, { timeout: 20000 });
  console.log(`A saved page was on the screen after ${Date.now() - saved} ms.`);
  check("a new edition keeps what was computed", (await page.textContent("main")).includes("It is 97.5 % right."));

  // A second server in the same folder is refused; the first goes on.
  const second = spawn(builder, ["--port", "3931"], { cwd: folder, env: environment });
  let refusal = "";
  second.stderr.on("data", (text) => { refusal += text; });
  const code = await new Promise((done) => second.on("exit", done));
  check("a second server is told where the first is", code === 1 && refusal.includes(address), refusal);

  // Ctrl-C ends it, and what was computed is there at the next start.
  server.kill("SIGINT");
  await new Promise((done) => server.on("exit", done));
  check("it says that it stopped", said.includes("Stopped."), said.slice(-200));
} finally {
  server.kill("SIGKILL");
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}
for (const failure of failures) console.log(`FAIL ${failure}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length ? 1 : 0);
