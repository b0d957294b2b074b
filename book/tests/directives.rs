//! What each directive becomes.

mod common;

use common::{TempBook, rendered};

#[test]
fn code_is_cut_by_name_without_its_doc_comment() {
    let html = rendered("# One\n\n{{#code neural::optim::Descent::step}}\n\nAfter.\n");
    assert!(html.contains("pub fn step(&amp;self, w: f32, g: f32) -&gt; f32 {\n    // Downhill."), "{html}");
    assert!(!html.contains("One step."));
    let link = "<a href=\"source/src/optim.rs.html#L14\" title=\"neural::optim::Descent::step\">14–17</a>";
    let caption = format!("<code>src/optim.rs</code> {link} in <code>impl Descent</code>");
    assert!(html.contains(&caption), "{html}");
    assert!(html.contains("id=\"code-neural-optim-Descent-step\""));
    assert!(html.contains("<p>After.</p>"));
}

#[test]
fn code_keeps_doc_comments_when_asked() {
    let html = rendered("# One\n\n{{#code neural::optim::Descent +doc}}\n");
    assert!(html.contains("/// Moves against the gradient.\n#[derive(Debug)]"), "{html}");
    assert!(html.contains("    /// How far."));
}

#[test]
fn signatures_leave_the_bodies_out() {
    let html = rendered("# One\n\n{{#code <neural::optim::Descent> +signature}}\n");
    assert!(html.contains("    pub fn step(&amp;self, w: f32, g: f32) -&gt; f32 { … }\n}"), "{html}");
    assert!(!html.contains("Downhill"));
}

#[test]
fn a_trait_impl_a_free_function_and_a_program_share_a_listing() {
    let html = rendered(
        "# One\n\n{{#code <neural::optim::Descent as Add> neural::optim::half\n   chapter::demo::train}}\n",
    );
    assert!(html.contains("type Output = f32;"), "{html}");
    assert!(html.contains("// Half of it.\npub fn half"), "a comment above an item belongs to it: {html}");
    assert!(html.contains("title=\"neural::optim::half\">28–31</a>"), "{html}");
    assert!(
        html.contains(" · <code>chapters/foundations/demo/main.rs</code> <a"),
        "the caption names each file: {html}"
    );
}

#[test]
fn a_folded_listing_says_what_is_in_it() {
    let html = rendered("# One\n\n{{#code <neural::optim::Descent as Add> chapter::demo::train +folded}}\n");
    let names = "<summary>The code: <code>impl Descent as Add</code>, <code>train</code></summary>";
    assert!(html.contains(names), "{html}");
    let fold = html.split("<details class=\"folded\">").nth(1).unwrap().split("</details>").next().unwrap();
    assert!(
        fold.contains("type Output = f32;") && fold.contains("chapters/foundations/demo/main.rs"),
        "{html}"
    );
}

#[test]
fn an_output_shows_the_command_that_repeats_it() {
    let html = rendered("# One\n\n{{#output demo training}}\n");
    assert!(html.contains("epoch 1: 0.5\nepoch 2: 0.25"), "{html}");
    assert!(html.contains("<code>cargo run --example demo</code>"));
}

#[test]
fn a_table_has_a_number_its_caption_and_headers_for_columns_and_rows() {
    let html = rendered("# One\n\n{{#table demo rates}}\n\nAfter.\n");
    assert!(html.contains("<figure class=\"table\" id=\"table-demo-rates\">"), "{html}");
    let caption =
        "<p id=\"table-demo-rates-caption\"><strong>Table 1.1.</strong> The best rate of each rule.</p>";
    assert!(html.contains(caption), "{html}");
    assert!(html.contains("<code>cargo run --example demo</code><span class=\"section\">rates</span>"));
    let label = "aria-labelledby=\"table-demo-rates-caption\"";
    assert!(html.contains(&format!("role=\"group\" {label} tabindex=\"0\">\n<table {label}>")), "{html}");
    let header = "<th scope=\"col\">rule</th><th scope=\"col\" class=\"number\">best rate</th>";
    assert!(html.contains(header), "{html}");
    assert!(html.contains("<th scope=\"row\">Adam</th><td class=\"number\">0.001</td>"), "{html}");
    assert!(html.contains("<p>After.</p>") && !html.contains("<p><figure"), "{html}");
}

#[test]
fn a_table_that_waits_for_its_program_keeps_its_place() {
    let book = TempBook::new("# One\n\n{{#table demo rates}}\n");
    book.write("book/expected.txt", "table demo/rates 4 wide\n");
    let html = book.waiting("one.html");
    assert!(html.contains("<strong>Table 1.1.</strong> <span class=\"wait\" data-wait=\"demo\""), "{html}");
    assert!(html.contains("<div class=\"wide wait\" data-wait=\"demo\""), "{html}");
    assert!(
        html.contains("style=\"--lines:4\"><code>cargo run --example demo</code> has not run yet"),
        "{html}"
    );
}

#[test]
fn tables_and_figures_are_counted_apart() {
    let figure = "{{#figure demo curve}}\nalt: a\ncaption: b\n{{/figure}}";
    let book = TempBook::new(&format!(
        "# One\n\n{figure}\n\n{{{{#table demo rates}}}}\n\n{{{{#table demo costs}}}}\n"
    ));
    book.record("table/costs.txt", "What it costs.\nrule\ntext\nSGD\n");
    book.build().unwrap();
    let html = book.html("one.html");
    let number = |word: &str| html.contains(&format!("<strong>{word}.</strong>"));
    assert!(number("Figure 1.1") && number("Table 1.1") && number("Table 1.2"), "{html}");
}

#[test]
fn captions_and_headers_of_tables_are_searched_and_their_cells_are_not() {
    let book = TempBook::new("# One\n\n{{#table demo rates}}\n");
    book.build().unwrap();
    let index = book.html("searchindex.js");
    assert!(index.contains("The best rate of each rule. rule best rate test loss"), "{index}");
    assert!(!index.contains("Adam") && !index.contains("cargo run"), "{index}");
}

#[test]
fn values_stand_in_sentences_tables_and_formulas() {
    let html = rendered(
        "# One\n\nIt is {{#value demo accuracy}} right.\n\n| a |\n|---|\n| {{#value demo accuracy}} |\n\n\
         $\\eta = {{#value demo rate}}$ and $p = {{#value demo accuracy}}$\n",
    );
    assert!(html.contains("It is 97.5 % right."), "{html}");
    assert!(html.contains("<td>97.5 %</td>"), "{html}");
    assert!(html.contains("\\eta = 1 \\times 10^{-3}") && html.contains("97.5 \\%"), "{html}");
}

#[test]
fn a_claim_links_to_its_account() {
    let html =
        rendered("# One\n\nEvery loss falls. {{#claim demo falls}} It is exact. {{#claim demo exact}}\n");
    let mark = "<a class=\"claim\" id=\"claim-demo-falls\" href=\"claims/demo.html#claim-falls\"";
    assert!(html.contains(mark), "{html}");
    assert!(html.contains("aria-label=\"Checked: 5 of 5 seeds\""), "{html}");
    assert!(html.contains("data-note=\"Checked: exact. Seen: 2 = 2\""), "{html}");
}

#[test]
fn a_figure_has_a_number_words_and_a_caption() {
    let page = "# One\n\n{{#figure demo curve}}\nalt: The loss falls to {{#value demo accuracy}}\nof \"it\".\n\
                caption: See $x$ and {{#claim demo exact}}\nhow *it* falls.\n{{/figure}}\n";
    let html = rendered(page);
    assert!(html.contains("<figure class=\"figure\" id=\"fig-demo-curve\">"), "{html}");
    assert!(html.contains("aria-label=\"The loss falls to 97.5 % of &quot;it&quot;.\""), "{html}");
    assert!(html.contains("<strong>Figure 1.1.</strong> See <span class=\"katex\">"), "{html}");
    assert!(html.contains("<em>it</em>"), "{html}");
}

#[test]
fn citations_link_to_the_bibliography() {
    let book = TempBook::new("# One\n\nIt made {{#cited ros58 3.1 %}} errors {{#cited ros58}}.\n");
    book.build().unwrap();
    let html = book.html("one.html");
    assert!(
        html.contains("3.1 % (<a href=\"bibliography.html#ros58\">Rosenblatt 1958</a>) errors"),
        "{html}"
    );
    assert!(book.html("bibliography.html").contains("<span id=\"ros58\" class=\"entry\"></span>"));
}

#[test]
fn an_aside_may_hold_directives() {
    let html = rendered("# One\n\n{{#aside Why $x$?}}\nBecause {{#value demo accuracy}}.\n{{/aside}}\n");
    assert!(
        html.contains("<aside class=\"aside\" role=\"note\">") && html.contains("Because 97.5 %."),
        "{html}"
    );
}

#[test]
fn the_map_lights_what_is_new() {
    let book = TempBook::new("# One\n\n{{#code neural::optim::half}}\n\n{{#map}}\n");
    book.build().unwrap();
    let html = book.html("one.html");
    let (new, later) = html.split_once("Still to come").unwrap();
    assert!(new.contains("New in this chapter") && new.contains("<br>How weights change."), "{html}");
    assert!(later.contains("<code>src/lib.rs</code>") && !new.contains("src/lib.rs</code>"), "{html}");
}

#[test]
fn directives_in_code_stay_as_they_are() {
    let html = rendered("# One\n\n`{{#value a b}}` and `$x$`\n\n```text\n{{#output a b}} $\n```\n");
    assert!(html.contains("<code>{{#value a b}}</code>") && html.contains("{{#output a b}} $"), "{html}");
}

#[test]
fn the_search_index_holds_words_and_neither_drawings_nor_formulas() {
    let book = TempBook::new(
        "# One\n\nPerceptron $\\alpha_{hidden}$\n\n{{#figure demo curve}}\nalt: a\ncaption: b\n{{/figure}}\n",
    );
    book.build().unwrap();
    let index = book.html("searchindex.js");
    assert!(index.contains("Perceptron") && !index.contains("axis") && !index.contains("hidden"), "{index}");
    let html = book.html("one.html");
    assert!(html.contains("axis") && html.contains("alpha_{hidden}"));
}
