// Gives a source file the theme that the reader chose for the book.
(() => {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    let theme = null;
    try {
        theme = localStorage.getItem("mdbook-theme")?.replaceAll('"', "");
    } catch {
        // Without storage the reader has not chosen.
    }
    theme = !theme || theme === "default_theme" ? (dark ? "navy" : "light") : theme;
    document.documentElement.className = `${theme} js`;
    addEventListener("DOMContentLoaded", () => {
        const ayu = theme === "ayu", night = theme === "coal" || theme === "navy";
        document.getElementById("mdbook-ayu-highlight-css").disabled = !ayu;
        document.getElementById("mdbook-tomorrow-night-css").disabled = !night;
        document.getElementById("mdbook-highlight-css").disabled = ayu || night;
    });
})();
