// Reloads the page when the book was rebuilt, and shows why when it could not be.
(() => {
    const events = new EventSource("EVENTS");
    addEventListener("pagehide", () => events.close());
    events.onmessage = (message) => {
        const state = JSON.parse(message.data);
        if (state.build !== BUILD) {
            location.reload();
            return;
        }
        document.getElementById("build-problem")?.remove();
        if (state.problem) {
            const box = document.createElement("pre");
            box.id = "build-problem";
            box.setAttribute("role", "alert");
            box.style.cssText = "position:fixed;inset:auto 0 0 0;max-height:50vh;overflow:auto;z-index:1000;margin:0;"
                + "padding:1em;background:#7a0010;color:#fff;font:14px/1.4 monospace;white-space:pre-wrap";
            box.textContent = "The book could not be rebuilt; this is the build from before.\n\n" + state.problem;
            document.body.append(box);
        }
    };
})();
