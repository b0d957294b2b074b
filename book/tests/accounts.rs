//! What a ✓ leads to: the sentence, what was seen, the lines that assert it, and the way back.

mod common;

use common::{TempBook, core_page};

const DEMO: &str = "fn main() {\n    let low = 2;\n    report.claim(\n        \"falls\",\n        \
                    losses.map(|loss| loss < low),\n        seen,\n    );\n}\n";

const CLAIM: &str = "holds\nseeds 5 of 5\nchapters/foundations/demo/main.rs:3\nlosses: <1>\n";

/// A book whose chapter `demo` says `text`, and whose further page says `more`.
fn book(text: &str, more: &str) -> TempBook {
    let book = TempBook::of_chapters(&core_page(text));
    book.write("book/pages/foundations/demo/more.md", &format!("# More of it\n\n{more}\n"));
    book.write("chapters/foundations/demo/main.rs", DEMO);
    book.record("claim/falls.txt", CLAIM);
    book
}

/// The accounts of the program `demo`.
fn accounts(text: &str, more: &str) -> String {
    let book = book(text, more);
    book.build().unwrap_or_else(|error| panic!("{error:#}"));
    book.html("claims/demo.html")
}

#[test]
fn an_account_has_the_sentence_what_was_seen_and_the_assertion() {
    let html = accounts("No. It falls to {{#value demo accuracy}} by $x$. {{#claim demo falls}}", "");
    let (_, account) = html.split_once("id=\"claim-falls\"").unwrap();
    assert!(account.contains("<h3 id=\"claim-falls-name\">Falls</h3>"), "{account}");
    assert!(account.contains("<blockquote><p>It falls to 97.5 % by <span class=\"katex\">"), "{account}");
    assert!(account.contains("It holds on 5 of 5 seeds."), "{account}");
    assert!(account.contains("Seen: losses: &lt;1&gt;"), "{account}");
    let lines = "let low = 2;\nreport.claim(\n    &quot;falls&quot;,\n    losses.map(|loss| loss &lt; low),";
    assert!(account.contains(lines), "{account}");
    let places = "<a href=\"../source/chapters/foundations/demo/main.rs.html#L2\">2</a>, \
                  <a href=\"../source/chapters/foundations/demo/main.rs.html#L3\">3–7</a>";
    assert!(account.contains(places), "{account}");
}

#[test]
fn an_account_leads_back_to_every_sentence_that_rests_on_it() {
    let html = accounts(
        "It falls.{{#claim demo falls}} It fell.{{#claim demo falls}}",
        "See [it](index.md#questions) fall.{{#claim demo falls}}",
    );
    assert_eq!(html.matches("<section class=\"account\"").count(), 1, "{html}");
    for (place, words) in [
        ("index.html#claim-demo-falls\"", "It falls."),
        ("index.html#claim-demo-falls-2\"", "It falls. It fell."),
        (
            "more.html#claim-demo-falls\"",
            "See <a href=\"../foundations/demo/index.html#questions\">it</a> fall.",
        ),
    ] {
        assert!(html.contains(&format!("<blockquote><p>{words}</p></blockquote>")), "{words}: {html}");
        assert!(html.contains(&format!("<a href=\"../foundations/demo/{place}")), "{place}: {html}");
    }
}

#[test]
fn accounts_stand_neither_in_the_contents_nor_in_the_search() {
    let book = book("It falls.{{#claim demo falls}}", "");
    book.build().unwrap();
    for file in ["toc.js", "toc.html", "searchindex.js"] {
        assert!(!book.html(file).contains("claims/"), "{file}");
    }
    assert!(book.html("toc.html").contains("foundations/last/index.html"));
}

#[test]
fn a_page_with_marks_says_in_its_opener_what_they_mean() {
    let book = book("It falls.{{#claim demo falls}}", "");
    book.build().unwrap();
    let opener = |page: &str| book.html(page).split("</header>").nth(1).unwrap().to_string();
    assert!(opener("foundations/demo/index.html").contains("marks a sentence that the build asserts"));
    assert!(!opener("foundations/first/index.html").contains("marks a sentence"));
}
