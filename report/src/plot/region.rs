//! Regions of the plane: which class each place belongs to, as polygons with smooth borders.
//!
//! The plane is read in rows. Along a row the places where the class changes are found by bisection; as long
//! as the next row shows the same classes in the same order, the changes are joined to borders. Where rows
//! differ much, rows between them are read.

/// How far apart rows, and the places tried in a row, are in page units.
const STEP: f64 = 4.0;

/// How often the distance of two rows is halved where they differ much.
const HALVINGS: usize = 5;

/// A part of the plane that belongs to one class: its border on the left and on the right, both from top to
/// bottom.
pub(super) struct Strip {
    pub class: usize,
    pub left: Vec<(f64, f64)>,
    pub right: Vec<(f64, f64)>,
}

/// One row: the classes from left to right, and the places between them.
#[derive(Clone)]
struct Row {
    down: f64,
    classes: Vec<usize>,
    edges: Vec<f64>,
}

/// A rectangle divided by class.
#[derive(Default)]
pub(super) struct Division {
    pub strips: Vec<Strip>,
    /// Level pieces of border, where one row of strips ends and another begins.
    pub ledges: Vec<[(f64, f64); 2]>,
    /// The strips that reach the row read last.
    open: Vec<Strip>,
}

/// Divides the rectangle from `from` to `to` (left-top to right-bottom), where `class` says what is where.
pub(super) fn divide(from: (f64, f64), to: (f64, f64), class: &dyn Fn((f64, f64)) -> usize) -> Division {
    let scan = |down: f64| scan(from.0, to.0, down, class);
    let count = ((to.1 - from.1) / STEP).ceil() as usize;
    let mut above = scan(from.1);
    let mut division = Division { open: begin(&above), ..Division::default() };
    for i in 1..=count {
        let below = scan(from.1 + (to.1 - from.1) * i as f64 / count as f64);
        division.descend(&above, &below, HALVINGS, &scan);
        above = below;
    }
    division.strips.append(&mut division.open);
    division
}

impl Division {
    /// Continues from one row to the next, by way of the row between them where they differ much.
    fn descend(&mut self, above: &Row, below: &Row, halvings: usize, scan: &dyn Fn(f64) -> Row) {
        let alike = above.classes == below.classes;
        let near = |(a, b): (&f64, &f64)| (a - b).abs() < 2.0 * STEP;
        if halvings > 0 && !(alike && above.edges.iter().zip(&below.edges).all(near)) {
            let middle = scan((above.down + below.down) / 2.0);
            self.descend(above, &middle, halvings - 1, scan);
            self.descend(&middle, below, halvings - 1, scan);
        } else if alike {
            extend(&mut self.open, below);
        } else {
            extend(&mut self.open, &Row { down: below.down, ..above.clone() });
            self.strips.append(&mut self.open);
            self.ledges.extend(ledges(above, below));
            self.open = begin(below);
        }
    }
}

/// The parts of a row in which the class above differs from the class below.
fn ledges(above: &Row, below: &Row) -> Vec<[(f64, f64); 2]> {
    let mut cuts: Vec<f64> = above.edges.iter().chain(&below.edges).copied().collect();
    cuts.sort_by(f64::total_cmp);
    let class = |row: &Row, at: f64| row.classes[row.edges.partition_point(|&edge| edge < at) - 1];
    let pairs = cuts.windows(2).filter(|pair| pair[1] > pair[0]);
    pairs
        .filter(|pair| class(above, (pair[0] + pair[1]) / 2.0) != class(below, (pair[0] + pair[1]) / 2.0))
        .map(|pair| [(pair[0], below.down), (pair[1], below.down)])
        .collect()
}

fn scan(left: f64, right: f64, down: f64, class: &dyn Fn((f64, f64)) -> usize) -> Row {
    let count = ((right - left) / STEP).ceil() as usize;
    let mut row = Row { down, classes: vec![class((left, down))], edges: vec![left] };
    let mut before = left;
    for i in 1..=count {
        let here = left + (right - left) * i as f64 / count as f64;
        let (old, new) = (row.classes[row.classes.len() - 1], class((here, down)));
        if new != old {
            let change = bisect(before, here, |middle| class((middle, down)) == old);
            row.edges.push(change);
            row.classes.push(new);
        }
        before = here;
    }
    row.edges.push(right);
    row
}

/// The place between `low` and `high` where `still` stops being true.
fn bisect(mut low: f64, mut high: f64, still: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..8 {
        let middle = (low + high) / 2.0;
        if still(middle) { low = middle } else { high = middle }
    }
    high
}

fn begin(row: &Row) -> Vec<Strip> {
    let strip = |i: usize| Strip {
        class: row.classes[i],
        left: vec![(row.edges[i], row.down)],
        right: vec![(row.edges[i + 1], row.down)],
    };
    (0..row.classes.len()).map(strip).collect()
}

fn extend(strips: &mut [Strip], row: &Row) {
    for (i, strip) in strips.iter_mut().enumerate() {
        push(&mut strip.left, (row.edges[i], row.down));
        push(&mut strip.right, (row.edges[i + 1], row.down));
    }
}

/// Adds a point to a border; a straight piece keeps only its ends.
fn push(border: &mut Vec<(f64, f64)>, point: (f64, f64)) {
    if let [.., first, middle] = border[..] {
        let (a, b) = (middle.0 - first.0, middle.1 - first.1);
        let off = (a * (point.1 - first.1) - b * (point.0 - first.0)).abs() / a.hypot(b).max(1e-9);
        if off < 0.05 {
            border.pop();
        }
    }
    border.push(point);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slanting_border_makes_two_four_cornered_strips() {
        let Division { strips, .. } =
            divide((0.0, 0.0), (100.0, 80.0), &|(right, down)| usize::from(right > 20.0 + 0.5 * down));
        assert_eq!(strips.iter().map(|s| s.class).collect::<Vec<_>>(), [0, 1]);
        let border = &strips[0].right;
        assert!((border[0].0 - 20.0).abs() < 0.1 && (border[border.len() - 1].0 - 60.0).abs() < 0.1);
        assert!(border.len() < 6, "{border:?}");
    }

    #[test]
    fn the_strips_fill_the_rectangle() {
        let Division { strips, .. } =
            divide((0.0, 0.0), (100.0, 80.0), &|(x, y)| usize::from((x - 50.0).hypot(y - 40.0) < 30.0));
        let area = |s: &Strip| -> f64 {
            let corners: Vec<_> = s.left.iter().chain(s.right.iter().rev()).copied().collect();
            let next = corners.iter().cycle().skip(1);
            corners.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<f64>().abs() / 2.0
        };
        let disc: f64 = strips.iter().filter(|s| s.class == 1).map(area).sum();
        let (area_of_disc, border) = (std::f64::consts::PI * 900.0, std::f64::consts::TAU * 30.0);
        assert!((disc - area_of_disc).abs() < 0.1 * border, "the border is off by a tenth of a unit: {disc}");
        assert!((strips.iter().map(area).sum::<f64>() - 8000.0).abs() < 1.0);
    }
}
