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
addEventListener("load", reachable);
addEventListener("resize", reachable);
