//! What every figure promises to the page it stands on.

use ndarray::array;
use report::plot::{Bars, Chart, Diagram, Figure, HeatMap, Images, Panels};

/// A chart with every kind of mark.
fn full_chart() -> Chart<'static> {
    Chart::new("x (mm)", "y (mm)")
        .title("Everything")
        .scatter("first", [(1.0, 2.0), (3.0, 1.0)])
        .scatter("second", [[2.0_f32, 2.0]])
        .line("mean", [(0, 1), (4, 3)])
        .band("mean", [(0.0, 0.5), (4.0, 2.0)], [(0.0, 1.5), (4.0, 4.0)])
        .steps("stairs", [(0, 0), (2, 1), (4, 2)])
        .trail("descent", [(4, 4), (2, 3), (1, 1)])
        .region(|x, y| usize::from(y > x))
        .boundary("border", |x, y| y - 0.5 * x - 1.0)
        .contours([1.0, 4.0], |x, y| x * x + y * y)
        .note((2.0, 3.5), "here")
        .arrow((3.0, 3.0), (2.0, 2.0), "there")
}

/// One figure of each kind.
fn figures() -> Vec<(&'static str, String)> {
    let confusion = HeatMap::new("actual", "predicted", &array![[5_usize, 1], [0, 4]]);
    vec![
        ("chart", full_chart().svg()),
        ("log chart", Chart::new("x", "y").log_x().log_y().line("a", [(0.001, 5.0), (100.0, 7e6)]).svg()),
        ("histogram", Chart::new("x", "n").histogram("a", [1, 2, 2, 5], 4).histogram("b", [2, 3], 2).svg()),
        ("bars", Bars::new("n").key(["a", "b"]).group("one", [1.0, -2.0]).group("two", [0.5, 3.0]).svg()),
        ("upright bars", Bars::new("n").upright().bar("one", 1).bar("two", 3).svg()),
        ("heat map", confusion.names(["no", "yes"]).svg()),
        ("images", Images::new(2, 2).image([0, 1, 2, 3], "4 → 9").image([3; 4], "1").svg()),
        ("diagram", Diagram::layers([("in", vec!["x", "…"]), ("out", vec!["y"])]).arrow("x", "y", "w").svg()),
        ("panels", Panels::new(2).add(full_chart()).add(full_chart()).svg()),
    ]
}

/// The values of an attribute, in order.
fn attribute<'a>(svg: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    svg.split(&start).skip(1).map(|rest| rest.split('"').next().unwrap_or_default()).collect()
}

#[test]
fn every_colour_is_a_css_variable_with_a_fallback() {
    for (name, svg) in figures() {
        let colours = [attribute(&svg, "fill"), attribute(&svg, "stroke")].concat();
        for colour in colours.into_iter().filter(|&colour| colour != "none") {
            assert!(colour.starts_with("var(--plot-") && colour.contains(",#"), "{name}: {colour}");
        }
        assert_eq!(svg.matches('#').count(), svg.matches(",#").count(), "{name}: a colour outside var(…)");
    }
}

#[test]
fn figures_scale_with_the_page() {
    for (name, svg) in figures() {
        let opening = svg.lines().next().unwrap_or_default();
        assert!(opening.contains("xmlns=\"http://www.w3.org/2000/svg\""), "{name}: {opening}");
        assert!(opening.contains("viewBox=\"0 0 640 "), "{name}: {opening}");
        assert!(!opening.contains(" width=") && !opening.contains(" height="), "{name}: {opening}");
        assert!(attribute(&svg, "id").is_empty(), "{name}: an id would meet its like on the page");
    }
}

#[test]
fn text_is_readable_on_a_phone() {
    for (name, svg) in figures() {
        let sizes = attribute(&svg, "font-size");
        assert!(!sizes.is_empty(), "{name} has no text");
        for size in sizes {
            // The picture is drawn ten times too large and scaled down.
            let size: f64 = size.parse().expect("a font size is a number");
            assert!(size / 10.0 >= 14.999, "{name}: text of size {}", size / 10.0);
        }
    }
}

#[test]
fn nothing_is_drawn_outside_the_picture() {
    for (name, svg) in figures() {
        let height: f64 =
            svg.split("viewBox=\"0 0 640 ").nth(1).and_then(|s| s.split('"').next()?.parse().ok()).unwrap();
        let inside = |x: f64, y: f64| {
            assert!((0.0..=6400.0).contains(&x) && (0.0..=10.0 * height).contains(&y), "{name}: ({x}, {y})");
        };
        let numbers =
            |key: &str| attribute(&svg, key).into_iter().map(|v| v.parse::<f64>().expect("a number"));
        numbers("x").zip(numbers("y")).for_each(|(x, y)| inside(x, y));
        numbers("cx").zip(numbers("cy")).for_each(|(x, y)| inside(x, y));
        for pair in attribute(&svg, "points").into_iter().flat_map(str::split_whitespace) {
            let (x, y) = pair.split_once(',').expect("a pair of numbers");
            inside(x.parse().unwrap(), y.parse().unwrap());
        }
    }
}

#[test]
fn the_same_data_give_the_same_bytes() {
    assert_eq!(figures(), figures());
}

#[test]
fn classes_differ_by_shape_not_only_by_colour() {
    let outline = |class: usize| {
        let names = ["a", "b", "c", "d", "e", "f"];
        let chart = names[..class]
            .iter()
            .fold(Chart::new("x", "y"), |chart, name| chart.line(name, [(0, 0), (9, 9)]));
        let svg = chart.scatter(names[class], [(5, 5)]).x_range(0, 10).y_range(0, 10).svg();
        // The point is drawn last; its outline, seen from its first corner, is its shape.
        let Some(points) = attribute(&svg, "points").into_iter().rfind(|_| svg.contains("<polygon")) else {
            return format!("circle of radius {}", attribute(&svg, "r").concat());
        };
        let corners: Vec<(i64, i64)> = points
            .split_whitespace()
            .map(|pair| pair.split_once(',').expect("a pair"))
            .map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap()))
            .collect();
        corners.iter().map(|(x, y)| format!("({}, {}) ", x - corners[0].0, y - corners[0].1)).collect()
    };
    let mut shapes: Vec<String> = (0..6).map(outline).collect();
    shapes.sort();
    shapes.dedup();
    assert_eq!(shapes.len(), 6, "{shapes:?}");
}

#[test]
fn lines_differ_by_dashes_not_only_by_colour() {
    let names = ["a", "b", "c", "d", "e", "f"];
    let svg = names.iter().fold(Chart::new("x", "y"), |chart, name| chart.line(name, [(0, 0), (1, 1)])).svg();
    let mut dashes = attribute(&svg, "stroke-dasharray");
    dashes.sort();
    dashes.dedup();
    assert_eq!(dashes.len(), 5, "one solid line and five patterns: {dashes:?}");
}

#[test]
fn a_faint_line_is_thin_and_has_no_dashes() {
    let chart = || Chart::new("x", "y").line("a", [(0, 0), (1, 1)]).line("b", [(0, 0), (1, 1)]);
    let (bold, faint) = (chart().svg(), chart().line("b", [(0, 1), (1, 0)]).faint().svg());
    let dashes = |svg: &str| attribute(svg, "stroke-dasharray").len();
    assert_eq!(dashes(&faint), dashes(&bold));
    assert!(faint.len() > bold.len());
}

#[test]
fn points_and_bins_without_a_name_have_no_entry_in_the_key() {
    let cloud = Chart::new("x", "y").scatter("", [(1, 2), (3, 4)]).svg();
    assert_eq!(cloud.matches("<circle").count(), 2, "two points and none in the key");
    let named =
        |name: &str| Chart::new("x", "n").histogram(name, [1, 2, 2], 2).svg().matches("<text").count();
    assert_eq!(named("a"), named("") + 1);
}

#[test]
fn panels_that_agree_have_one_key_and_others_keep_theirs() {
    let panel = |names: [&str; 2]| {
        let chart = Chart::new("x", "y");
        names.iter().fold(chart, |chart, name| chart.scatter(name, [(0, 1), (9, 2)]))
    };
    let entries = |second: [&str; 2]| {
        let svg = Panels::new(2).add(panel(["a", "b"])).add(panel(second)).svg();
        svg.matches(">\na\n<").count()
    };
    assert_eq!(entries(["a", "b"]), 1);
    assert_eq!(entries(["b", "a"]), 2, "another marker for the same name");
}

#[test]
fn the_name_of_a_vertical_axis_is_no_entry_of_the_key() {
    let svg = Chart::new("epoch", "loss").scatter("train", [(0, 1), (9, 2)]).svg();
    assert!(svg.contains(">\n↑ loss\n<") && svg.contains(">\ntrain\n<"));
}

#[test]
fn a_line_that_leaves_the_axes_is_cut_at_them() {
    let svg =
        Chart::new("x", "y").x_range(0, 10).y_range(0, 1).line("", [(0, 0.5), (5, 100.0), (10, 0.5)]).svg();
    let lines: Vec<_> = svg.lines().filter(|line| line.contains("stroke-width=\"14\"")).collect();
    assert_eq!(lines.len(), 2, "a part on the way up and a part on the way down");
}

#[test]
fn words_of_the_data_cannot_break_the_picture() {
    let svg = Chart::new("a < b", "p & q").line("<polyline \"#0072B2\"", [(0, 0), (1, 1)]).svg();
    assert!(svg.contains("a &lt; b") && svg.contains("p &amp; q") && svg.contains("&lt;polyline"));
}

#[test]
#[should_panic(expected = "the series \"train\" has no points")]
fn an_empty_series_is_named() {
    let _ = Chart::new("epoch", "loss").line("train", Vec::<(f64, f64)>::new());
}

#[test]
#[should_panic(expected = "point 1 of \"train\" is (1, NaN)")]
fn a_value_that_is_no_number_is_named_with_its_place() {
    let _ = Chart::new("epoch", "loss").line("train", [(0.0, 1.0), (1.0, f64::NAN)]);
}

#[test]
#[should_panic(expected = "value 0 of \"zeros\" is inf")]
fn an_infinite_bar_is_refused() {
    let _ = Bars::new("loss").bar("zeros", f32::INFINITY);
}

#[test]
#[should_panic(expected = "\"loss\" has a logarithmic axis, but there is a value 0")]
fn a_logarithmic_axis_refuses_zero() {
    let _ = Chart::new("epoch", "loss").log_y().line("train", [(0, 1.0), (1, 0.0)]).svg();
}

#[test]
#[should_panic(expected = "the function behind the level sets is NaN at")]
fn level_sets_of_a_function_without_values_are_refused() {
    let _ = Chart::new("x", "y").x_range(-1, 1).y_range(-1, 1).contours([0.5], |x, _| x.sqrt()).svg();
}

#[test]
#[should_panic(expected = "more than 6 cannot be told apart")]
fn a_seventh_series_is_refused() {
    let names = ["a", "b", "c", "d", "e", "f", "g"];
    let _ = names.iter().fold(Chart::new("x", "y"), |chart, name| chart.line(name, [(0, 0)]));
}

#[test]
#[should_panic(expected = "no data fix the ends of \"x\"")]
fn a_chart_without_data_or_range_is_refused() {
    let _ = Chart::new("x", "y").region(|_, _| 0).svg();
}

#[test]
#[should_panic(expected = "has 3 pixels, not 2 × 2")]
fn a_picture_of_the_wrong_size_is_refused() {
    let _ = Images::new(2, 2).image([0, 1, 2], "7");
}

#[test]
#[should_panic(expected = "3 names for 2 rows")]
fn a_name_too_many_is_refused() {
    let _ = HeatMap::new("actual", "predicted", &array![[1, 0], [0, 1]]).names(["a", "b", "c"]);
}

#[test]
#[should_panic(expected = "there is no node named \"h\"")]
fn an_arrow_to_nowhere_is_refused() {
    let _ = Diagram::new(100.0).node("x", (50.0, 50.0)).arrow("x", "h", "");
}
