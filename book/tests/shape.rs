//! The shape of chapters: core pages, further pages, openers, ends and questions.

mod common;

use common::{QUESTION, TempBook, core_page, problems, rendered};

/// What the build says about a book whose chapter `demo` has this core page.
fn wrong(core: &str) -> String {
    TempBook::of_chapters(core).build().expect_err("the build should fail").to_string()
}

/// Asserts that a core page is refused at `line` with words that include all of `parts`.
#[track_caller]
fn fails(core: &str, line: usize, parts: &[&str]) {
    let problems = wrong(core);
    let place = format!("book/pages/foundations/demo/index.md:{line}: ");
    let told = |problem: &str| problem.starts_with(&place) && parts.iter().all(|part| problem.contains(part));
    assert!(problems.lines().any(told), "expected {place}{parts:?}, found:\n{problems}");
}

/// Asserts that a question on line 3 is refused at `line` with words that include all of `parts`.
#[track_caller]
fn refused(inside: &str, line: usize, parts: &[&str]) {
    let problems = problems(&format!("# One\n\n{{{{#question}}}}\n{inside}{{{{/question}}}}\n"));
    let place = format!("book/pages/one.md:{line}: ");
    let told = |problem: &str| problem.starts_with(&place) && parts.iter().all(|part| problem.contains(part));
    assert!(problems.lines().any(told), "expected {place}{parts:?}, found:\n{problems}");
}

#[test]
fn pages_keep_their_text_and_number_when_one_stands_below_another() {
    let book = TempBook::of_chapters(&core_page("The core."));
    book.build().unwrap();
    let (core, further) = (book.html("foundations/demo/index.html"), book.html("foundations/demo/more.html"));
    assert!(core.contains("<p>The core.</p>") && further.contains("<p>It is so.</p>"), "{core}{further}");
    assert!(core.contains("<title>2 Demo · "), "{core}");
    assert!(further.contains("<title>2.1 More of it · "), "{further}");
    assert!(
        further.contains("<span class=\"unseen\">Section </span>2<span class=\"dot\">.</span>1</p>"),
        "{further}"
    );
    let above = "<p class=\"part\">Part I · <a href=\"../../foundations/demo/index.html\">\
                 <span class=\"place\">2</span> Demo</a></p>";
    assert!(further.contains(above), "{further}");
}

#[test]
fn one_reads_on_from_the_core_page_into_its_further_pages() {
    let book = TempBook::of_chapters(&core_page(""));
    book.build().unwrap();
    let core = book.html("foundations/demo/index.html");
    assert!(core.contains("<a rel=\"next\" href=\"../../foundations/demo/more.html\">"), "{core}");
    let further = book.html("foundations/demo/more.html");
    assert!(further.contains("<a rel=\"prev\" href=\"../../foundations/demo/index.html\">"), "{further}");
    assert!(further.contains("<a rel=\"next\" href=\"../../foundations/last/index.html\">"), "{further}");
}

#[test]
fn contents_and_search_know_further_pages() {
    let book = TempBook::of_chapters(&core_page(""));
    book.build().unwrap();
    let contents = book.html("toc.html");
    let (_, below) = contents.split_once("foundations/demo/index.html").unwrap();
    let (below, _) = below.split_once("foundations/last/index.html").unwrap();
    assert!(below.contains("<ol class=\"section\">") && below.contains("2.1."), "{contents}");
    let index = book.html("searchindex.js");
    assert!(index.contains("\"number\":\"2.1\""), "{index}");
    assert!(!index.contains("Because"), "choices are no prose: {index}");
}

#[test]
fn what_a_further_page_shows_first_is_new_in_the_chapter() {
    let book = TempBook::of_chapters(&core_page("{{#map}}"));
    book.write("book/pages/foundations/demo/more.md", "# More of it\n\n{{#code neural::optim::half}}\n");
    book.write("book/pages/foundations/last/index.md", &core_page("{{#map}}"));
    book.build().unwrap();
    let group = |page: &str, from: &str| {
        let html = book.html(page);
        let group = html.split_once(from).unwrap_or_else(|| panic!("no “{from}” in {html}")).1;
        group.split_once("</ul>").unwrap().0.contains("src/optim.rs")
    };
    assert!(group("foundations/demo/index.html", "New in this chapter"));
    assert!(group("foundations/last/index.html", "Built before"));
}

#[test]
fn a_further_page_stands_below_the_core_page_of_its_folder() {
    let told = |summary: &str, parts: &[&str]| {
        let book = TempBook::of_chapters(&core_page(""));
        book.write("book/pages/SUMMARY.md", summary);
        let problems = book.build().unwrap_err().to_string();
        let told = |problem: &str| parts.iter().all(|part| problem.contains(part));
        assert!(problems.lines().any(told), "expected {parts:?}, found:\n{problems}");
    };
    let first = "- [First](foundations/first/index.md)\n";
    let demo = "- [Demo](foundations/demo/index.md)\n";
    let more = "- [More](foundations/demo/more.md)\n";
    told(
        &format!("{first}{more}"),
        &["SUMMARY.md:2: the further page `foundations/demo/more.md` has no core page", "index.md`"],
    );
    told(&format!("{demo}{more}"), &["SUMMARY.md:2: ", "does not stand right below", "indented by two"]);
    told(&format!("{demo}{first}  {more}"), &["SUMMARY.md:3: ", "does not stand right below"]);
    told(&format!("{demo}  {first}"), &["SUMMARY.md:2: the core page `foundations/first", "stands below"]);
}

#[test]
fn the_opener_says_what_one_will_be_able_to_do_and_what_comes_first() {
    let core = core_page("").replace("{{#needs}}", "{{#needs first}}").replace("do it", "find $x$ and\n*it*");
    let book = TempBook::of_chapters(&core);
    book.build().unwrap();
    let html = book.html("foundations/demo/index.html");
    let opener = html.split_once("<header class=\"opener\">").unwrap().1;
    let opener = opener.split_once("</header>").unwrap().0;
    assert!(opener.contains("<p>After this page you can find <span class=\"katex\">"), "{opener}");
    assert!(opener.contains("<em>it</em>.</p>"), "{opener}");
    let link =
        "<dd><a href=\"../../foundations/first/index.html\"><span class=\"place\">1</span> First</a></dd>";
    assert!(opener.contains(link), "{opener}");
    let first = book.html("foundations/first/index.html");
    assert!(first.contains("<dt>Needs</dt><dd>Rust alone</dd>"), "{first}");
}

#[test]
fn an_opener_that_is_wrong_is_refused() {
    let core = core_page("");
    fails(&core.replace("{{#needs}}", "{{#needs frist}}"), 7, &["no chapter `frist`", "`first`"]);
    fails(&core.replace("{{#needs}}", "{{#needs demo}}"), 7, &["the chapter that this page belongs to"]);
    fails(&core.replace("{{#needs}}", "{{#needs last}}"), 7, &["`last` comes later"]);
    fails(&core.replace("do it", "do it."), 3, &["ends in a full stop", "leave it out"]);
    fails(&core.replace("do it", ""), 3, &["says nothing", "After this page you can"]);
    fails(&core.replace("{{/able}}", ""), 3, &["`{{#able}}` without its end"]);
    fails(&core.replace("{{#needs}}", ""), 1, &["without `{{#needs}}`", "Rust alone"]);
    fails(&core.replace("{{#needs}}", "{{#needs}}\n\n{{#needs}}"), 9, &["a second `{{#needs}}`"]);
    fails(&core.replace("Text.", "## Text\n\n{{#needs}}"), 11, &["behind the first section"]);
    let further = TempBook::of_chapters(&core);
    further.write("book/pages/foundations/demo/more.md", "# More\n\n{{#able}}\ndo it\n{{/able}}\n");
    let problem = further.build().unwrap_err().to_string();
    assert!(problem.contains("demo/more.md:3: `{{#able}}` on a page that is no core page"), "{problem}");
}

#[test]
fn a_core_page_ends_as_all_of_them_do() {
    let core = core_page("");
    fails(&core.replace("## To remember", "## Summary"), 1, &["without the section “To remember”"]);
    let turned = core.replace("## Questions", "## Where").replace("## Where to go on", "## Questions");
    let turned = turned.replace("## Where\n", "## Where to go on\n");
    fails(&turned, 25, &["“Where to go on” stands where “Questions” belongs", "in this order"]);
    let more = format!("{core}\n## Afterthought\n");
    fails(&more, 19, &["“Exercises” stands where “To remember” belongs"]);
    fails(&core.replace("- Three.\n", ""), 13, &["“To remember” has 2 entries, not 3 to 5"]);
    fails(&core.replace("3. Three.\n", ""), 19, &["“Exercises” has 2 entries, not 3 to 6"]);
    fails(&core.replacen(QUESTION, "", 1), 25, &["“Questions” has 4 entries, not 5"]);
}

#[test]
fn a_core_page_on_the_list_of_old_pages_may_have_another_shape() {
    let book = TempBook::of_chapters("# Old\n\nText.\n");
    book.write("book/old-pages.txt", "# Old ones.\nfoundations/demo/index.md\n");
    book.build().unwrap();
    book.write("book/old-pages.txt", "foundations/demo/index.md\nfoundations/dem/index.md\n");
    let problem = book.build().unwrap_err().to_string();
    let told = "book/old-pages.txt:2: `foundations/dem/index.md` is no core page of the book";
    assert!(problem.contains(told), "{problem}");
}

#[test]
fn a_question_is_a_group_of_choices_each_with_its_reason() {
    let html = rendered(&format!("# One\n\n{QUESTION}{QUESTION}"));
    assert!(
        html.contains("<legend><span class=\"count\">1.</span> Why is it <em>so</em>?</legend>"),
        "{html}"
    );
    assert!(html.contains("<legend><span class=\"count\">2.</span>"), "{html}");
    let choice = html.split_once("<div class=\"choice wrong\">").unwrap().1;
    let choice = choice.split_once("<div class=\"choice right\">").unwrap().0;
    assert!(choice.contains("name=\"question-1\" value=\"1\""), "{choice}");
    assert!(choice.contains("<span>It is not so.</span></label>"), "{choice}");
    assert!(choice.contains("<span class=\"verdict\">Not so.</span> It is 97.5 %, see.</p>"), "{choice}");
    assert!(html.contains("<span>Because <span class=\"katex\">"), "{html}");
    assert!(html.contains("<span class=\"verdict\">Right.</span> That is it.</p>"), "{html}");
}

#[test]
fn a_question_may_show_something_before_its_choices() {
    let question = QUESTION.replace("?\n", "?\n\n```text\n- [x] no choice\n```\n");
    let html = rendered(&format!("# One\n\n{question}"));
    let sheet = html.find("- [x] no choice").unwrap();
    assert!(html.find("</legend>").unwrap() < sheet && sheet < html.find("<label>").unwrap(), "{html}");
    assert_eq!(html.matches("<label>").count(), 2);
}

#[test]
fn a_question_that_cannot_be_answered_is_refused() {
    let (wrong, right) = ("- [ ] No.\n  : Not.\n", "- [x] Yes.\n  : So.\n");
    refused(&format!("Why?\n\n{wrong}{wrong}"), 3, &["without a right answer", "`- [x]`"]);
    refused(&format!("Why?\n\n{right}{right}"), 8, &["a second right answer", "leave one"]);
    refused(&format!("Why?\n\n{right}"), 3, &["fewer than two choices", "`- [ ] words`"]);
    refused("Why?\n", 3, &["fewer than two choices"]);
    refused(&format!("Why?\n\n{right}- [ ] No.\n"), 8, &["without its explanation", "below it"]);
    refused(&format!("Why?\n\n{right}- [ ] No.\n  :\n"), 8, &["without its explanation"]);
    refused(&format!("Why?\n\n{right}- [ ]\n  : Not.\n"), 8, &["a choice without words"]);
    refused(&format!("{right}{wrong}"), 3, &["asks nothing"]);
    refused(&format!("Why?\n\n{right}- No.\n{wrong}"), 8, &["neither a choice nor its explanation"]);
    refused(&format!("Why?\n\n{right}  : Again.\n{wrong}"), 8, &["a second explanation"]);
    refused(
        &format!("Why?\n\n{wrong}- [x] See\n  {{{{#output demo training}}}}\n  : So.\n"),
        9,
        &["more than words"],
    );
    let open = problems("# One\n\n{{#question}}\nWhy?\n");
    assert!(open.contains("one.md:3: a question without its end"), "{open}");
}
