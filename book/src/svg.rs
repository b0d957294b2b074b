//! Drawings made fit for a page: scaled by their container, with names that no other drawing uses.

use regex::{Captures, Regex};
use std::sync::LazyLock;

static ROOT: LazyLock<Regex> = LazyLock::new(|| regex(r"(?s)<svg\b([^>]*)>"));
static ATTRIBUTE: LazyLock<Regex> = LazyLock::new(|| regex(r#"([\w:-]+)\s*=\s*"([^"]*)""#));
static REFERENCE: LazyLock<Regex> =
    LazyLock::new(|| regex(r##"(\bid="|url\(['"]?#|href="#|aria-labelledby=")([A-Za-z_][\w.-]*)"##));

/// The drawing `svg` as part of a page; its ids begin with `name`.
///
/// # Errors
/// When it is no SVG, or has neither a `viewBox` nor a size.
pub fn inline(svg: &str, name: &str) -> Result<String, String> {
    let root = ROOT.captures(svg).ok_or("is no SVG: it has no `<svg …>`")?;
    let mut width = None;
    let mut height = None;
    let mut view = None;
    let mut others = String::new();
    for attribute in ATTRIBUTE.captures_iter(&root[1]) {
        match &attribute[1] {
            "width" => width = number(&attribute[2]),
            "height" => height = number(&attribute[2]),
            "viewBox" => view = Some(attribute[2].to_string()),
            "xmlns" | "class" | "style" | "role" | "aria-label" | "aria-hidden" => {}
            _ => others.push_str(&format!(" {}", &attribute[0])),
        }
    }
    let view = match (view, width, height) {
        (Some(view), ..) => view,
        (None, Some(width), Some(height)) => format!("0 0 {width} {height}"),
        _ => return Err("has neither a `viewBox` nor a width and a height".to_string()),
    };
    let natural = width.or_else(|| view.split_whitespace().nth(2)?.parse().ok()).unwrap_or(640.0);
    let after = &svg[root.get(0).map_or(0, |whole| whole.end())..];
    let body = REFERENCE.replace_all(after, |found: &Captures| format!("{}{name}-{}", &found[1], &found[2]));
    Ok(format!(
        "<svg class=\"plot\" viewBox=\"{view}\" style=\"max-width:{natural}px\" \
         xmlns=\"http://www.w3.org/2000/svg\" aria-hidden=\"true\" focusable=\"false\"{others}>{}",
        body.trim_end()
    ))
}

/// Width and height of the drawing `svg`, in its own units.
pub fn size(svg: &str) -> Option<(usize, usize)> {
    let root = ROOT.captures(svg)?;
    let of = |wanted: &str| {
        let mut attributes = ATTRIBUTE.captures_iter(&root[1]);
        attributes.find(|attribute| &attribute[1] == wanted).map(|attribute| attribute[2].to_string())
    };
    let view = of("viewBox").unwrap_or_default();
    let mut view = view.split_whitespace().skip(2).map(str::to_string);
    let (width, height) = (view.next().or_else(|| of("width"))?, view.next().or_else(|| of("height"))?);
    Some((number(&width)?.round() as usize, number(&height)?.round() as usize))
}

fn number(text: &str) -> Option<f64> {
    text.trim_end_matches("px").parse().ok()
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is fixed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_scales_and_its_names_are_its_own() {
        let drawing = "<?xml version=\"1.0\"?>\n<svg width=\"640\" height=\"400\" font-family=\"serif\"><clipPath id=\"c\"/>\
                       <g clip-path=\"url(#c)\"/><use href=\"#c\"/></svg>\n";
        let svg = inline(drawing, "neuron-xor").unwrap();
        assert!(svg.starts_with("<svg class=\"plot\" viewBox=\"0 0 640 400\""), "{svg}");
        assert_eq!(svg.matches("neuron-xor-c").count(), 3, "{svg}");
        assert!(svg.contains(" font-family=\"serif\">"), "{svg}");
        assert!(svg.contains("max-width:640px") && !svg.contains("<?xml"));
    }

    #[test]
    fn the_size_of_a_drawing_is_what_it_says() {
        assert_eq!(size("<svg width=\"640\" height=\"399.6px\"></svg>"), Some((640, 400)));
        assert_eq!(size("<svg viewBox=\"0 0 640 480\"></svg>"), Some((640, 480)));
        assert_eq!(size("<svg></svg>"), None);
    }

    #[test]
    fn what_is_no_drawing_is_refused() {
        assert!(inline("<p>hello</p>", "x").unwrap_err().contains("no SVG"));
        assert!(inline("<svg></svg>", "x").unwrap_err().contains("viewBox"));
    }
}
