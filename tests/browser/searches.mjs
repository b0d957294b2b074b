// What readers type, and the section that should come first: its page, and its heading where one
// section teaches it.

const expected = [
  ["adam", "optimizers", /^Adam: a rate/],
  ["learning rate", "neuron|losses|optimizers", /Learning from mistakes|Downhill|rate/],
  ["overfitting", "regularization", /over-?fitting|Regularisation|Two troubles/i],
  ["cross entropy", "losses", /One of several|Yes or no/],
  ["batch size", "optimizers", /batch/],
  ["softmax", "activations|losses", /Softmax|One of several/],
  ["confusion matrix", "evaluation", /Found, missed, false alarm/],
  ["xavier", "activations|backprop", /./],
  ["dropout", "regularization", /Dropout/],
  ["vanishing gradient", "activations|backprop", /Twenty layers|./],
];

/** Which searches do not find first what teaches it, one line each. */
export async function searches(browser, address) {
  const page = await browser.newPage();
  await page.goto(address);
  await page.keyboard.press("/");
  await page.waitForFunction(() => window.bookSearch);
  const found = [];
  for (const [query, place, heading] of expected) {
    const results = await page.evaluate(
      (query) =>
        window
          .bookSearch(query)
          .slice(0, 3)
          .map(({ address, heading }) => ({ address, heading })),
      query,
    );
    const [first] = results;
    const right =
      first &&
      new RegExp(`(^|/)(${place})(/|\\.|$)`).test(first.address.split("#")[0]) &&
      heading.test(first.heading);
    if (!right)
      found.push(
        `the search “${query}” finds ${JSON.stringify(results)} before ${place}: ${heading}`,
      );
  }
  await page.close();
  return found;
}
