//! The foot of a page: the previous and the next one by name.

use super::Place;

/// Where the template leaves room for the foot.
const MARK: &str = "<!-- foot -->";

/// A page outside the contents has no neighbours.
pub(super) fn none(html: &str) -> String {
    html.replacen(MARK, "", 1)
}

/// Puts the links to the neighbours of page `at` of `places` at the foot of `html`.
pub(super) fn put(html: &str, places: &[Place], at: usize) -> String {
    let depth = places[at].path.matches('/').count();
    let previous = at.checked_sub(1).map(|at| &places[at]);
    let previous = previous.map(|place| place.link(depth, "rel=\"prev\" ", "← ", ""));
    let next = places.get(at + 1).map(|place| place.link(depth, "rel=\"next\" ", "", " →"));
    let foot = format!(
        "<nav class=\"foot\" aria-label=\"Previous and next page\">{}{}</nav>",
        previous.unwrap_or_default(),
        next.unwrap_or_default()
    );
    html.replacen(MARK, &foot, 1)
}
