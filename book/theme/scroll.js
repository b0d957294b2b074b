// A box that is wider than the page scrolls; this lets the keyboard reach it in browsers that do not by themselves.
function reachable() {
    for (const box of document.querySelectorAll("main pre > code, main .table-wrapper, main .katex-display, main .plots")) {
        if (box.scrollWidth > box.clientWidth) {
            box.tabIndex = 0;
        } else {
            box.removeAttribute("tabindex");
        }
    }
}

// A link into a folded listing unfolds it, in browsers that do not by themselves.
function unfold() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const fold = target?.closest("details");
    if (fold && !fold.open) {
        fold.open = true;
        target.scrollIntoView();
    }
}
// What was unfolded may scroll.
addEventListener("toggle", reachable, true);
addEventListener("hashchange", unfold);
addEventListener("load", unfold);
addEventListener("load", reachable);
addEventListener("resize", reachable);
