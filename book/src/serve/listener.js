// Listens for events once, for all pages of a browser: browsers allow a server few connections.
const pages = new Set();
let last = null;
const events = new EventSource("EVENTS");
events.onmessage = (message) => {
    last = message.data;
    for (const page of pages) {
        page.postMessage(last);
    }
};
onconnect = (event) => {
    const page = event.ports[0];
    pages.add(page);
    page.onmessage = () => pages.delete(page);
    if (last) {
        page.postMessage(last);
    }
};
