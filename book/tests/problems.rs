//! Each failure of a page names page and line, what was found, and the cure.

mod common;

use common::{TempBook, problems, rendered};

/// Asserts that building `page` fails with a problem at `line` whose words include all of `parts`.
#[track_caller]
fn fails(page: &str, line: usize, parts: &[&str]) {
    let problems = problems(page);
    let place = format!("book/pages/one.md:{line}: ");
    let found = problems
        .lines()
        .any(|problem| problem.starts_with(&place) && parts.iter().all(|part| problem.contains(part)));
    assert!(found, "expected {place}{parts:?}, found:\n{problems}");
}

#[test]
fn a_missing_item_is_named_with_its_neighbour() {
    let page = "# One\n\n{{#code neural::optim::Descent::setp}}\n";
    fails(
        page,
        3,
        &["no item `neural::optim::Descent::setp`", "did you mean `neural::optim::Descent::step`"],
    );
}

#[test]
fn test_code_cannot_be_shown() {
    fails("# One\n\n{{#code neural::optim::tests}}\n", 3, &["no item `neural::optim::tests`"]);
}

#[test]
fn an_ambiguous_item_is_refused() {
    let book = TempBook::new("# One\n\n{{#code neural::Twice::go}}\n");
    let source = "//! Two.\nstruct Twice;\ntrait A { fn go(&self); }\ntrait B { fn go(&self); }\n\
                  impl A for Twice {\n    fn go(&self) {}\n}\nimpl B for Twice {\n    fn go(&self) {}\n}\n";
    book.write("src/lib.rs", source);
    let problem = book.build().unwrap_err().to_string();
    assert!(problem.contains("one.md:3: `neural::Twice::go` means more than one item"), "{problem}");
    assert!(problem.contains("`<neural::Twice as A>::go` (src/lib.rs:6)"), "{problem}");
}

#[test]
fn a_missing_output_table_value_figure_or_claim_is_named() {
    fails("# One\n\n{{#output demo trainin}}\n", 3, &["reports no output `trainin`", "`training`"]);
    fails("# One\n\n{{#table demo rats}}\n", 3, &["reports no table `rats`", "did you mean `rates`"]);
    fails("# One\n\nIt is {{#value demo acuracy}}.\n", 3, &["reports no value `acuracy`", "`accuracy`"]);
    fails("# One\n\nSo. {{#claim demo fals}}\n", 3, &["reports no claim `fals`", "`falls`"]);
    let figure = "# One\n\n{{#figure demo curv}}\nalt: a\ncaption: b\n{{/figure}}\n";
    fails(figure, 3, &["reports no figure `curv`", "`curve`"]);
    fails("# One\n\n{{#value dmo accuracy}}\n", 3, &["there is no program `dmo`", "`demo`"]);
}

#[test]
fn tables_that_are_wrong_are_reported_together() {
    let problems = problems(
        "# One\n\n{{#table dmo rates}}\n\n{{#table demo}}\n\nSee {{#table demo rates}}.\n\n{{#tabel demo rates}}\n",
    );
    for problem in [
        "one.md:3: there is no program `dmo`; did you mean `demo`?",
        "one.md:5: `{{#table demo}}` is incomplete; write `{{#table PROGRAM NAME}}`",
        "one.md:7: this directive stands on a line of its own",
        "one.md:9: unknown directive `{{#tabel}}`; did you mean `#table`",
    ] {
        assert!(problems.contains(problem), "{problem}:\n{problems}");
    }
    assert!(problems.ends_with("4 problems"), "{problems}");
}

#[test]
fn a_table_shown_twice_and_a_damaged_record_are_refused() {
    let table = "{{#table demo rates}}\n\n";
    fails(&format!("# One\n\n{table}{table}"), 3, &["the id `table-demo-rates` occurs twice"]);
    let book = TempBook::new(&format!("# One\n\n{table}"));
    book.record("table/rates.txt", "Rates.\nrule\trate\ntext\tnumber\nSGD\n");
    let problem = book.build().unwrap_err().to_string();
    assert!(problem.contains("one.md:3: the record of the table `rates` of `demo` is damaged"), "{problem}");
    assert!(problem.contains("remove target/book/runs"), "{problem}");
}

#[test]
fn a_failed_claim_quotes_the_sentence_the_place_and_what_was_seen() {
    let book = TempBook::new("# One\n\nFirst. The loss falls on\nevery seed. {{#claim demo falls}} Next.\n");
    book.record("claim/falls.txt", "fails\nseeds 4 of 5\nchapters/foundations/demo/main.rs:8\nseed 3 rose\n");
    let problem = book.build().unwrap_err().to_string();
    assert!(
        problem.contains("book/pages/one.md:4: the claim `falls` of `demo` no longer holds"),
        "{problem}"
    );
    assert!(
        problem
            .contains("(seeds 4 of 5, asserted at chapters/foundations/demo/main.rs:8, seen: seed 3 rose)"),
        "{problem}"
    );
    assert!(problem.contains("“The loss falls on every seed.”"), "{problem}");
}

#[test]
fn a_failed_claim_that_no_page_cites_fails_too() {
    let book = TempBook::new("# One\n\nText.\n");
    book.record("claim/falls.txt", "fails\nseeds 4 of 5\nchapters/foundations/demo/main.rs:8\nseed 3 rose\n");
    let problem = book.build().unwrap_err().to_string();
    assert!(
        problem.contains("chapters/foundations/demo/main.rs:8: the claim `falls` of `demo` no longer holds"),
        "{problem}"
    );
}

#[test]
fn a_figure_needs_alt_text_and_caption() {
    fails("# One\n\n{{#figure demo curve}}\ncaption: b\n{{/figure}}\n", 3, &["without `alt:`"]);
    fails("# One\n\n{{#figure demo curve}}\nalt: a\n{{/figure}}\n", 3, &["without `caption:`"]);
    fails("# One\n\n{{#figure demo curve}}\nalt:\ncaption: b\n{{/figure}}\n", 3, &["empty `alt:`"]);
    fails("# One\n\n{{#figure demo curve}}\nalt: a\ncaption: b\n", 3, &["a figure without its end"]);
    fails(
        "# One\n\n{{#figure demo curve}}\nalt: $x$\ncaption: b\n{{/figure}}\n",
        4,
        &["formula in an alt text"],
    );
}

#[test]
fn a_bad_formula_is_quoted() {
    fails("# One\n\nSee\n$\\frac{1}{x$.\n", 4, &["stray `$`"]);
    fails("# One\n\nSee $\\frak$.\n", 3, &["the formula `\\frak` does not parse"]);
    fails("# One\n\n$$\n\\nonsense{x}\n$$\n", 3, &["the formula `\\nonsense{x}` does not parse"]);
}

#[test]
fn a_stray_dollar_is_found() {
    fails("# One\n\nIt costs\n5 $ and $x$.\n", 4, &["a stray `$`", "`\\$` for money"]);
    fails("# One\n\n| a |\n|---|\n| $|x|$ |\n", 5, &["a stray `$`"]);
    assert!(rendered("# One\n\nIt costs \\$5.\n").contains("It costs $5."));
}

#[test]
fn a_broken_link_fragment_or_image_is_found() {
    fails("# One\n\n[there](nowhere.md)\n", 3, &["`nowhere.html` leads to a page that does not exist"]);
    fails("# One\n\n[there](#two)\n", 3, &["`#two` leads to a place", "`one`"]);
    fails("# One\n\n[there](bibliography.md#ros59)\n", 3, &["`bibliography.html#ros59`", "`ros58`"]);
    fails("# One\n\n[there](../../secret.md)\n", 3, &["does not exist"]);
    fails("# One\n\n[there]()\n", 3, &["a link that leads nowhere"]);
    fails("# One\n\n![words](missing.png)\n", 3, &["`missing.png`, which does not exist"]);
}

#[test]
fn what_another_host_would_serve_is_refused() {
    fails("# One\n\n![words](https://example.org/a.png)\n", 3, &["fetches `https://example.org/a.png`"]);
    fails("# One\n\n<script src=\"//example.org/a.js\"></script>\n", 3, &["<script> fetches"]);
    fails("# One\n\n<p style=\"background:url(https://example.org/a)\">x</p>\n", 3, &["a style fetches"]);
    assert!(rendered("# One\n\n[a link](https://example.org/) is fine.\n").contains("https://example.org/"));
}

#[test]
fn an_id_is_used_once() {
    let figure = "{{#figure demo curve}}\nalt: a\ncaption: b\n{{/figure}}\n\n";
    fails(&format!("# One\n\n{figure}{figure}"), 3, &["the id `fig-demo-curve` occurs twice"]);
    fails("# One\n\n## A {#one}\n", 3, &["the id `one` occurs twice"]);
}

#[test]
fn html_that_does_not_balance_is_refused() {
    let problems = problems("# One\n\n<div>\n\nText.\n\n</p>\n");
    assert!(problems.contains("mdBook warns:") && problems.contains("`one.md`"), "{problems}");
}

#[test]
fn an_unknown_directive_is_refused() {
    fails("# One\n\n{{#vale demo accuracy}}\n", 3, &["unknown directive `{{#vale}}`", "`#value`"]);
    fails("# One\n\n{{#exercise a}}\n", 3, &["`{{#exercise}}` is not yet available"]);
    fails("# One\n\n{{#value demo}}\n", 3, &["incomplete", "{{#value PROGRAM NAME}}"]);
    fails("# One\n\n{{#value demo accuracy\n\nText.\n", 3, &["`{{` without `}}`"]);
    fails("# One\n\nText {{#output demo training}} text.\n", 3, &["a line of its own"]);
    fails("# One\n\n{{/aside}}\n", 3, &["ends what did not begin"]);
    fails("# One\n\nSee {{#cited ros59 3}}.\n", 3, &["no entry `ros59`", "`ros58`"]);
}

#[test]
fn a_number_typed_into_the_text_is_refused() {
    fails("# One\n\nIt reached 0.97.\n", 3, &["the number “0.97” is typed", "{{#value PROGRAM NAME}}"]);
    fails("# One\n\n{{#figure demo curve}}\nalt: a\ncaption: up to 96 %\n{{/figure}}\n", 5, &["“96 %”"]);
}

#[test]
fn fences_name_their_language_and_rust_is_tested() {
    fails("# One\n\n```\ntext\n```\n", 3, &["a fence without a language"]);
    fails("# One\n\n```rust,ignore\nfn a() {}\n```\n", 3, &["marked `ignore` is not tested"]);
    fails("# One\n\n```rust no_run\nfn a() {}\n```\n", 3, &["marked `no_run`"]);
    fails("# One\n\nText.\n\n    code\n", 5, &["indented code"]);
}

#[test]
fn headings_do_not_skip_a_level() {
    fails("# One\n\n### Deep\n", 3, &["“Deep” has level 3", "begin it with ##"]);
    fails("# One\n\n# Two\n", 3, &["a second title"]);
    fails("Text.\n", 1, &["no title"]);
}

#[test]
fn a_page_outside_the_table_of_contents_is_found() {
    let book = TempBook::new("# One\n\nText.\n");
    book.write("book/pages/lost.md", "# Lost\n");
    let problem = book.build().unwrap_err().to_string();
    assert!(problem.contains("book/pages/lost.md: the page is not part of SUMMARY.md"), "{problem}");
}

#[test]
fn all_problems_are_reported_at_once() {
    let problems = problems("# One\n\n{{#value demo a}}\n\n$\\nonsense$\n\n0.5\n");
    for line in ["one.md:3:", "one.md:5:", "one.md:7:"] {
        assert!(problems.contains(line), "{problems}");
    }
    assert!(problems.ends_with("3 problems"), "{problems}");
}
