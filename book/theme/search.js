// The search: which section answers what was typed. Prose counts for more than code, a heading or a
// term set in bold for more than a mention, chapters for more than the pages about the machinery.
(() => {
    // Words that mean one thing are one word: spellings first, then endings.
    const SPELLINGS = [
        [/isation/g, "ization"],
        [/ise(?=r?s?$|d$)/g, "ize"],
        [/ising$/, "izing"],
        [/our(?=s?$|ed|ing|ful|able)/, "or"],
        [/centre/, "center"],
        [/lling$/, "ling"],
        [/lled$/, "led"],
        [/yse(?=r?s?$|d$)/, "yze"],
    ];
    const KEPT = new Set([
        "noise",
        "precise",
        "otherwise",
        "rise",
        "raise",
        "exercise",
        "four",
        "hour",
        "our",
        "your",
        "bias",
        "loss",
        "class",
        "axis",
        "basis",
        "this",
        "less",
        "adam",
        "sing",
        "string",
        "bring",
        "thing",
    ]);

    /** The stem of a word: “overfits”, “overfitting” and “over-fitting” meet in it. */
    function stem(word) {
        word = word.toLowerCase().replace(/[’']s?$/, "");
        if (word.length < 4 || KEPT.has(word)) return word;
        for (const [from, to] of SPELLINGS) word = word.replace(from, to);
        word = word
            .replace(/(ss|x|ch|sh|z)es$/, "$1")
            .replace(/ies$/, "y")
            .replace(/([^su])s$/, "$1");
        word = word.replace(/iz(?:ation|ing|ed|er|e)$/, "iz");
        if (word.length > 5)
            word = word.replace(/(?:ing|ed)$/, "").replace(/([bdfgmnprt])\1$/, "$1");
        return word.length > 4 ? word.replace(/e$/, "") : word;
    }

    /** The words of a text; one with a hyphen is also written without it. */
    function words(text) {
        const found = [];
        for (const word of text.match(/[\p{L}\p{N}_]+(?:[-‑–][\p{L}\p{N}_]+)*/gu) ?? []) {
            const parts = word.split(/[-‑–]/);
            found.push(...parts);
            if (parts.length > 1) found.push(parts.join(""));
            if (word.includes("_")) found.push(...word.split("_").filter(Boolean));
        }
        return found;
    }

    // What readers call by another name than the book does.
    const SYNONYMS = Object.entries({
        xavier: "glorot",
        glorot: "xavier",
        kaiming: "he initialization",
        logistic: "sigmoid",
        bce: "binary cross entropy",
        cce: "categorical cross entropy",
        mse: "mean squared error",
        mae: "mean absolute error",
        sgd: "stochastic gradient descent",
        lr: "learning rate",
        "step size": "learning rate",
        "weight decay": "l2",
        ridge: "l2",
        lasso: "l1",
        hyperparameter: "setting",
        "generalization gap": "overfitting",
        bootstrapping: "bootstrap",
        autodiff: "backpropagation tape",
        backprop: "backpropagation",
        autograd: "tape",
        minibatch: "batch",
        "mini batch": "batch",
        bn: "batch normalization",
        batchnorm: "batch normalization",
        nn: "neural network",
        roc: "auc",
        "early stop": "early stopping",
        "normalize inputs": "standardize",
        zscore: "standardize",
        "one hot": "categories",
        annealing: "schedule",
        warmup: "warm up",
        "cross validation": "folds",
        heaviside: "step",
        "vanishing gradient": "gradient shrinks saturated",
        "exploding gradient": "clipping",
        "dying relu": "dead",
        "dead relu": "dead",
        logit: "logits",
        cost: "loss",
        objective: "loss",
        "learning curve": "training validation",
        "data leakage": "leak",
        imbalance: "class weights",
        oversampling: "resample",
    }).map(([from, to]) => [key(from), to]);

    /** A text as its stems with blanks around, so that a phrase can be looked for. */
    function key(text) {
        return ` ${words(text).map(stem).join(" ")} `;
    }

    const documents = window.bookIndex.flatMap((page, p) =>
        page.sections.map(([id, heading, text, terms, names], s) => ({
            id: `${p}.${s}`,
            page,
            address: page.path + (id && `#${id}`),
            heading: heading || page.title,
            title: page.title,
            first: !heading,
            text,
            terms,
            names,
        })),
    );
    const byId = new Map(documents.map((document) => [document.id, document]));
    const index = new MiniSearch({
        fields: ["heading", "title", "terms", "text", "names"],
        tokenize: words,
        processTerm: (term) => stem(term) || null,
    });
    index.addAll(documents);

    // Pages that are lists of everything answer few questions; so do the ends of chapters.
    const LISTS = /^(bibliography|crate|library|source)/;
    const ENDS = new RegExp(
        "^(summary|exercises|check yourself|questions|further reading|what we built|" +
            "to remember|where to go on|the program)$",
        "i",
    );

    function weight(document) {
        let weight = document.page.number ? 1 : 0.6;
        if (LISTS.test(document.page.path)) weight *= 0.1;
        if (ENDS.test(document.heading)) weight *= 0.25;
        return weight;
    }

    /** How much more a section is worth in which the words stand together. */
    function together(document, phrase) {
        let factor = 1;
        if (key(document.heading).includes(phrase)) factor *= document.first ? 2 : 3;
        if (key(document.terms).includes(phrase)) factor *= 1.8;
        if (phrase.trim().includes(" ") && key(document.text).includes(phrase)) factor *= 2;
        return factor;
    }

    /** The sections that answer `query`, best first. */
    function search(query) {
        const phrase = key(query);
        if (!phrase.trim()) return [];
        const options = {
            boost: { heading: 4, title: 2.5, terms: 3, text: 1, names: 0.15 },
            boostDocument: (id) => weight(byId.get(id)),
            prefix: (term, at, terms) => at === terms.length - 1 && term.length > 2,
            combineWith: "AND",
        };
        const also = SYNONYMS.filter(([from]) => phrase.includes(from)).map(([, to]) => to);
        const asked = [query, ...also];
        const scores = new Map();
        for (const words of asked) {
            const share = words === query ? 1 : 0.8;
            for (const { id, score } of index.search(words, options)) {
                const worth = share * score * together(byId.get(id), key(words));
                scores.set(id, Math.max(scores.get(id) ?? 0, worth));
            }
        }
        if (scores.size === 0) {
            const loose = {
                ...options,
                combineWith: "OR",
                fuzzy: (term) => (term.length > 4 ? 0.2 : false),
            };
            for (const { id, score } of index.search(query, loose)) scores.set(id, score);
        }
        return [...scores].sort((a, b) => b[1] - a[1]).map(([id]) => byId.get(id));
    }
    window.bookSearch = search;

    const input = document.getElementById("search-words");
    const count = document.getElementById("search-count");
    const list = document.getElementById("search-results");
    const SHOWN = 20;

    /**
     * A piece of the section's prose around the first word that was asked for, with the asked words
     * marked.
     */
    function teaser(document, asked) {
        const pieces = document.text.split(/(?<=[\s])/u);
        const hit = (piece) => words(piece).some((word) => asked.has(stem(word)));
        const at = Math.max(0, pieces.findIndex(hit) - 6);
        const nodes = pieces.slice(at, at + 30).map((piece) => {
            if (!hit(piece)) return piece;
            const mark = window.document.createElement("mark");
            mark.textContent = piece;
            return mark;
        });
        return [at > 0 ? "… " : "", ...nodes, at + 30 < pieces.length ? "…" : ""];
    }

    function element(name, className, ...content) {
        const made = window.document.createElement(name);
        made.className = className;
        made.append(...content);
        return made;
    }

    function show() {
        const query = input.value.trim();
        const found = search(query);
        const asked = new Set(words(query).map(stem));
        count.textContent = !query
            ? ""
            : found.length === 0
              ? `Nothing about “${query}”. Try fewer words, or the contents (key c).`
              : `${found.length} ${found.length === 1 ? "section" : "sections"}`;
        list.replaceChildren(
            ...found.slice(0, SHOWN).map((document) => {
                const link = element("a", "");
                link.href = window.document.documentElement.dataset.root + document.address;
                const { number, title } = document.page;
                link.append(
                    element("span", "where", [number, title].filter(Boolean).join(" ")),
                    element("span", "heading", document.heading),
                    element("span", "teaser", ...teaser(document, asked)),
                );
                return element("li", "", link);
            }),
        );
    }

    // From the field down into the results and back up; Enter in the field follows the first.
    const dialog = document.getElementById("search");
    dialog.addEventListener("keydown", (event) => {
        const links = [input, ...list.querySelectorAll("a")];
        if (event.key === "Escape") {
            // A search field would use the key to clear itself first.
            event.preventDefault();
            dialog.close();
        }
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step) {
            event.preventDefault();
            links[
                Math.min(
                    links.length - 1,
                    Math.max(0, links.indexOf(document.activeElement) + step),
                )
            ].focus();
        } else if (event.key === "Enter" && document.activeElement === input) {
            event.preventDefault();
            links[1]?.click();
        }
    });
    list.addEventListener("click", (event) => {
        if (event.target.closest("a")) dialog.close();
    });
    input.addEventListener("input", show);
    show();
})();
