// The book from the keyboard alone: contents, search, a listing, a figure, a mark, the next page.

const widths = [390, 1440];

/**
 * What a reader without a mouse cannot do, one line each. `chapter` is a page with listings,
 * figures and marks.
 */
export async function keyboard(browser, address, chapter) {
  const found = [];
  for (const width of widths) {
    const context = await browser.newContext({ viewport: { width, height: 900 } });
    const page = await context.newPage();
    const url = new URL(chapter, address).href;
    const check = (holds, what) => holds || found.push(`keyboard at ${width} px: ${what}`);
    const active = (selector) =>
      page.evaluate((s) => Boolean(document.activeElement?.closest(s)), selector);
    const here = () => page.url().split(/[?#]/)[0];
    const press = async (...keys) => {
      for (const key of keys) await page.keyboard.press(key);
      await page.waitForTimeout(100);
    };
    const turned = async (key) => {
      await Promise.all([
        page.waitForNavigation({ timeout: 3000 }).catch(() => null),
        page.keyboard.press(key),
      ]);
      return here() !== url;
    };

    await page.goto(url);
    await press("Tab");
    check(await active(".skip"), "the first stop is not the link that skips to the text");
    await press("Enter");
    check(await active("main"), "the skip link does not lead to the text");

    await page.goto(url);
    const open = await page.isVisible("#contents");
    check(open === width >= 1280, `the contents are ${open ? "open" : "closed"} at first`);
    await page.focus("#contents-button");
    await press("Enter");
    check(
      (await page.isVisible("#contents")) !== open,
      "Enter on its button does not open or close the contents",
    );
    if (open) await press("Enter");
    check(await active("#contents"), "the open contents do not take the focus");
    await press("Shift+Tab");
    check(await turned("Enter"), "a link of the contents leads nowhere");

    await page.goto(url);
    if (width < 1280) {
      await press("c", "Escape");
      check(!(await page.isVisible("#contents")), "Escape does not close the contents");
      check(await active("#contents-button"), "closing the contents loses the focus");
    }

    await press("/");
    check(await active("#search-words"), "the key / does not lead into the search");
    await page.waitForFunction(() => window.bookSearch);
    await page.keyboard.type("dropout");
    await press("ArrowDown");
    check(await active("#search-results a"), "the arrow does not lead into the results");
    await press("ArrowUp");
    check(await active("#search-words"), "the arrow does not lead back from the results");
    await press("Escape");
    check(!(await page.isVisible("#search")), "Escape does not close the search");
    await press("/");
    await Promise.all([
      page.waitForNavigation({ timeout: 3000 }).catch(() => null),
      page.keyboard.press("Enter"),
    ]);
    check(page.url().includes("dropout"), "Enter in the search does not follow the first result");

    await page.goto(url);
    const listing = page
      .locator("main pre > code[tabindex], main .table-wrapper[tabindex]")
      .locator("visible=true")
      .first();
    if (await listing.count()) {
      await listing.focus();
      check(!(await turned("ArrowRight")), "an arrow in a listing that scrolls turns the page");
      const moved = await listing.evaluate((box) => box.scrollLeft);
      check(moved > 0, "an arrow in a listing that scrolls does not move it");
    } else {
      check(width >= 1280, "no listing can be reached, and some are wider than the screen");
    }
    check(
      (await page.locator(".plots[role=img][aria-label]").count()) > 0,
      "a figure has no words",
    );
    const note = () =>
      page
        .locator("a.claim")
        .first()
        .evaluate((mark) => getComputedStyle(mark, "::after").content);
    await page.locator("a.claim").first().focus();
    await press("Shift+Tab", "Tab");
    check((await note()).includes("Checked"), "a focused mark does not say what was checked");

    await page.goto(url);
    check(await turned("ArrowRight"), "the right arrow does not turn the page");
    await page.goto(url);
    check(await turned("ArrowLeft"), "the left arrow does not turn the page back");
    await page.goto(url);
    await page.focus('.foot a[rel="next"]');
    check(await turned("Enter"), "the link to the next page leads nowhere");
    await context.close();
  }
  return found;
}
