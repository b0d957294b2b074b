// Fills what programs have computed into the open page, says how far they are, reloads the page when the book has
// changed, and shows what is wrong with it.
(() => {
    let filled = 0;

    function hear(data) {
        const state = JSON.parse(data);
        if (state.build !== BUILD) {
            location.reload();
            return;
        }
        tell(state.progress);
        complain(state.problem);
        if (state.filled !== filled) {
            filled = state.filled;
            fill().catch(() => {}); // The server is gone; when it is back, the page is reloaded.
        }
    }

    // Puts what is there into the places that wait, and keeps what is being read where it is.
    async function fill() {
        if (!document.querySelector("[data-hole]")) {
            return;
        }
        const answer = await fetch(`FILLED${location.pathname}?${filled}`);
        const pieces = await answer.json();
        const kept = reading();
        const before = kept?.getBoundingClientRect().top;
        const root = document.documentElement;
        root.style.overflowAnchor = "none";
        for (const hole of document.querySelectorAll("[data-hole]")) {
            const html = pieces[hole.dataset.hole];
            if (html !== undefined) {
                const piece = document.createElement("template");
                piece.innerHTML = html;
                hole.replaceWith(piece.content);
            }
        }
        if (kept) {
            scrollBy({ top: kept.getBoundingClientRect().top - before, behavior: "instant" });
        }
        root.style.overflowAnchor = "";
        dispatchEvent(new Event("resize")); // For what depends on the size of boxes.
    }

    // The text that is probably being read: the one nearest to the upper third of the window that does not wait itself.
    function reading() {
        let best = null, least = Infinity;
        for (const block of document.querySelectorAll("main :is(h1, h2, h3, p, li, pre, td)")) {
            const box = block.getBoundingClientRect();
            if (box.bottom < 0 || box.top > innerHeight || box.height === 0 || block.closest("[data-hole]")) {
                continue;
            }
            const distance = Math.abs(box.top - innerHeight / 3);
            if (distance < least) {
                best = block;
                least = distance;
            }
        }
        return best;
    }

    function tell(progress) {
        let line = document.getElementById("progress");
        if (!progress) {
            line?.remove();
            return;
        }
        if (!line) {
            line = document.createElement("div");
            line.id = "progress";
            line.setAttribute("role", "status");
            document.body.append(line);
        }
        if (line.textContent !== progress) {
            line.textContent = progress;
            const [ended, all] = progress.match(/\d+/g);
            line.style.setProperty("--done", ended / all);
            line.classList.toggle("failed", progress.includes("failed"));
        }
    }

    function complain(problem) {
        document.getElementById("build-problem")?.remove();
        if (problem) {
            const box = document.createElement("pre");
            box.id = "build-problem";
            box.tabIndex = 0;
            box.setAttribute("role", "alert");
            box.textContent = problem;
            document.body.append(box);
        }
    }

    // Back in this page, and on for as long as it is shown.
    function listen() {
        if (window.SharedWorker) {
            const { port } = new SharedWorker("LISTENER");
            port.onmessage = (message) => hear(message.data);
            addEventListener("pagehide", () => port.postMessage("bye"), { once: true });
        } else {
            listenAlone();
        }
    }

    // Without a shared worker a page listens only while it is looked at.
    function listenAlone() {
        let events = null;
        const change = () => {
            events?.close();
            events = null;
            if (document.visibilityState === "visible") {
                events = new EventSource("EVENTS");
                events.onmessage = (message) => hear(message.data);
            }
        };
        addEventListener("visibilitychange", change);
        addEventListener("pagehide", () => events?.close());
        change();
    }

    addEventListener("pageshow", (event) => event.persisted && listen());
    listen();
})();
