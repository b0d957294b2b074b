// Questions: what was chosen is kept in this browser, counted, and can be taken back. A chosen
// answer opens its explanation without this script.
(() => {
    const questions = [...document.querySelectorAll("fieldset.question")];
    if (questions.length === 0) return;

    const root = new URL(document.documentElement.dataset.root || ".", location.href).pathname;
    const page = location.pathname.slice(root.length).replace(/(^|\/)$/, "$1index.html");
    const place = `answers ${page}`;
    let answers = {};
    try {
        answers = JSON.parse(localStorage.getItem(place)) ?? {};
    } catch {
        // Without storage, or with something else in this place, nothing was chosen yet.
    }

    /** Keeps what is chosen now; a question that is written anew has another key. */
    function keep() {
        answers = {};
        for (const question of questions) {
            const chosen = question.querySelector("input:checked");
            if (chosen) answers[question.dataset.key] = chosen.value;
        }
        try {
            if (Object.keys(answers).length > 0)
                localStorage.setItem(place, JSON.stringify(answers));
            else localStorage.removeItem(place);
        } catch {
            // Then the choice holds for this visit.
        }
    }

    const count = document.createElement("span");
    count.setAttribute("role", "status");
    const again = document.createElement("button");
    again.type = "button";
    again.textContent = "Start again";
    const tally = document.createElement("p");
    tally.className = "tally";
    tally.append(count, " ", again);
    questions.at(-1).after(tally);

    function tell() {
        const right = document.querySelectorAll(".question .right input:checked").length;
        const answered = document.querySelectorAll(".question input:checked").length;
        count.textContent = `${answered} of ${questions.length} answered, ${right} right.`;
        tally.hidden = answered === 0;
    }

    for (const question of questions) {
        const value = answers[question.dataset.key];
        const chosen = [...question.querySelectorAll("input")].find((one) => one.value === value);
        if (chosen) chosen.checked = true;
        question.addEventListener("change", () => {
            keep();
            tell();
        });
    }
    again.addEventListener("click", () => {
        for (const one of document.querySelectorAll(".question input")) one.checked = false;
        keep();
        tell();
        questions[0].querySelector("input")?.focus();
    });
    tell();
})();
