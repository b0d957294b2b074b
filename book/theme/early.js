// Before anything is painted: the theme that the reader chose, and whether the contents stand open.
(() => {
    const html = document.documentElement;
    html.classList.add("js");
    const chosen = (name) => {
        try {
            return localStorage.getItem(name);
        } catch {
            return null; // without storage the reader has not chosen
        }
    };
    const theme = chosen("theme");
    if (theme === "light" || theme === "dark") html.dataset.theme = theme;
    const wide = matchMedia("(min-width: 1280px)").matches;
    html.classList.toggle("contents-open", wide && chosen("contents") !== "closed");
})();
