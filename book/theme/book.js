// What the bar and the keyboard do. Pages are complete without it.
(() => {
    const html = document.documentElement;
    const wide = matchMedia("(min-width: 1280px)");
    const byId = (id) => document.getElementById(id);

    /** Remembers a choice, where the browser lets us. */
    function remember(name, value) {
        try {
            value ? localStorage.setItem(name, value) : localStorage.removeItem(name);
        } catch {
            // Without storage the choice holds for this page.
        }
    }

    // Theme: what is chosen, or what the system says.
    const theme = byId("theme");
    theme.value = html.dataset.theme ?? "";
    theme.addEventListener("change", () => {
        remember("theme", theme.value);
        theme.value ? (html.dataset.theme = theme.value) : delete html.dataset.theme;
    });

    // Contents: beside the text on wide screens, above it on others.
    const contents = byId("contents");
    const button = byId("contents-button");
    const isOpen = () => html.classList.contains("contents-open");

    function showContents(open) {
        html.classList.toggle("contents-open", open);
        button.setAttribute("aria-expanded", open);
    }
    function toggleContents() {
        const open = !isOpen();
        showContents(open);
        if (wide.matches) remember("contents", open ? null : "closed");
        if (open) (contents.querySelector("[aria-current]") ?? contents).focus();
        else button.focus();
    }
    showContents(isOpen());
    button.addEventListener("click", toggleContents);
    wide.addEventListener("change", () => showContents(wide.matches));
    contents.addEventListener("click", (event) => {
        if (!wide.matches && event.target.closest("a")) showContents(false);
    });
    document.addEventListener("click", (event) => {
        if (!wide.matches && isOpen() && !event.target.closest("#contents, #contents-button"))
            showContents(false);
    });
    contents.addEventListener("focusout", (event) => {
        if (!wide.matches && event.relatedTarget && !contents.contains(event.relatedTarget))
            showContents(false);
    });

    // Search: its scripts are fetched when it is first wanted.
    const search = byId("search");
    const scripts = ["third_party/minisearch/minisearch.js", "searchindex.js", "theme/search.js"];
    let wanted = false;

    function openSearch() {
        if (!search.open) search.showModal();
        byId("search-words").select();
        if (wanted) return;
        wanted = true;
        byId("search-count").textContent = "The index is being loaded …";
        for (const name of scripts) {
            const script = document.createElement("script");
            script.src = html.dataset.root + name;
            script.async = false;
            script.onerror = () =>
                (byId("search-count").textContent =
                    `The search could not be loaded: ${name} is missing.`);
            document.head.append(script);
        }
    }
    byId("search-button").addEventListener("click", openSearch);
    for (const panel of document.querySelectorAll("dialog.panel")) {
        panel.addEventListener("click", (event) => event.target === panel && panel.close());
    }

    // Keys. Where a key already means something (a box that scrolls, a field, an open dialog), it
    // keeps its meaning.
    const own =
        "input, select, textarea, summary, video, audio, dialog, [contenteditable], [data-keys]";
    const scrolls = (element) => {
        for (let box = element; box && box !== document.body; box = box.parentElement) {
            if (
                box.scrollWidth > box.clientWidth &&
                /auto|scroll/.test(getComputedStyle(box).overflowX)
            )
                return true;
        }
        return false;
    };
    function turn(rel) {
        const link = document.querySelector(`.foot a[rel="${rel}"]`);
        if (link) location.href = link.href;
    }
    document.addEventListener("keydown", (event) => {
        if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
        if (event.key === "Escape" && isOpen() && !wide.matches) return toggleContents();
        if (event.target.closest(own)) return;
        switch (event.key) {
            case "ArrowLeft":
            case "ArrowRight":
                if (event.shiftKey || scrolls(event.target)) return;
                turn(event.key === "ArrowLeft" ? "prev" : "next");
                break;
            case "/":
            case "s":
                openSearch();
                break;
            case "c":
                toggleContents();
                break;
            case "?":
                byId("keys").showModal();
                break;
            default:
                return;
        }
        event.preventDefault();
    });

    // On phones the bar leaves while one reads on, and returns when one scrolls back.
    let before = scrollY;
    addEventListener(
        "scroll",
        () => {
            if (Math.abs(scrollY - before) < 8) return;
            html.classList.toggle("bar-away", scrollY > before && scrollY > 120);
            before = scrollY;
        },
        { passive: true },
    );

    // A box that is wider than its place scrolls; this lets the keyboard reach it in every browser.
    function reachable() {
        const boxes = [
            ...document.querySelectorAll(
                "main pre > code, main .table-wrapper, main .katex-display, main .plots",
            ),
        ];
        // All is measured before anything is changed, so that the page is laid out once.
        const wide = boxes.map((box) => box.scrollWidth > box.clientWidth);
        boxes.forEach((box, i) => (wide[i] ? (box.tabIndex = 0) : box.removeAttribute("tabindex")));
    }
    // A link into something folded unfolds it, in browsers that do not by themselves.
    function unfold() {
        const target = byId(decodeURIComponent(location.hash.slice(1)));
        const fold = target?.closest("details");
        if (fold && !fold.open) {
            fold.open = true;
            target.scrollIntoView();
        }
    }
    addEventListener("toggle", reachable, true);
    addEventListener("hashchange", unfold);
    addEventListener("load", unfold);
    addEventListener("load", reachable);
    addEventListener("resize", reachable);
})();
