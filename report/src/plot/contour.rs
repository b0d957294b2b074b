//! Level sets of a function of two variables, by marching squares.
//!
//! In each square of a grid the level crosses 0, 2 or 4 sides; the crossings are joined within the square,
//! and the pieces of neighbouring squares, which share a crossing, are then chained to long lines.

use std::collections::BTreeMap;

/// How wide the squares of the grid are in page units.
const STEP: f64 = 3.0;

/// A side of a square: the grid point where it begins, and whether it runs right (or down).
type Side = (usize, usize, bool);

/// For each level the lines on which `f` equals it, in the rectangle from `from` to `to` (left-top to right-bottom).
pub(super) fn lines(
    from: (f64, f64),
    to: (f64, f64),
    levels: &[f64],
    f: &dyn Fn((f64, f64)) -> f64,
) -> Vec<Vec<Vec<(f64, f64)>>> {
    let (columns, rows) =
        (((to.0 - from.0) / STEP).ceil() as usize, ((to.1 - from.1) / STEP).ceil() as usize);
    let place = |c: usize, r: usize| {
        (
            from.0 + (to.0 - from.0) * c as f64 / columns as f64,
            from.1 + (to.1 - from.1) * r as f64 / rows as f64,
        )
    };
    let heights: Vec<Vec<f64>> =
        (0..=rows).map(|r| (0..=columns).map(|c| f(place(c, r))).collect()).collect();
    let crossing = |(c, r, right): Side, level: f64| {
        let (c1, r1) = if right { (c + 1, r) } else { (c, r + 1) };
        let (h0, h1) = (heights[r][c], heights[r1][c1]);
        let (share, p, q) = ((h0 - level) / (h0 - h1), place(c, r), place(c1, r1));
        (p.0 + share * (q.0 - p.0), p.1 + share * (q.1 - p.1))
    };
    let lines_at = |&level: &f64| {
        let mut pieces = Vec::new();
        for (r, c) in (0..rows).flat_map(|r| (0..columns).map(move |c| (r, c))) {
            // The sides in the order top, right, bottom, left; a side is crossed where the sign changes.
            let sides = [(c, r, true), (c + 1, r, false), (c, r + 1, true), (c, r, false)];
            let corners = [heights[r][c], heights[r][c + 1], heights[r + 1][c + 1], heights[r + 1][c]];
            let above = corners.map(|height| height > level);
            let crossed: Vec<Side> =
                (0..4).filter(|&i| above[i] != above[(i + 1) % 4]).map(|i| sides[i]).collect();
            pieces.extend(crossed.chunks_exact(2).map(|pair| (pair[0], pair[1])));
        }
        let lines = chain(&pieces).into_iter();
        lines.map(|line| line.into_iter().map(|side| crossing(side, level)).collect()).collect()
    };
    levels.iter().map(lines_at).collect()
}

/// Joins pieces that share an end; open lines first, from their ends, then closed ones.
fn chain(pieces: &[(Side, Side)]) -> Vec<Vec<Side>> {
    let mut at: BTreeMap<Side, Vec<usize>> = BTreeMap::new();
    for (i, (a, b)) in pieces.iter().enumerate() {
        at.entry(*a).or_default().push(i);
        at.entry(*b).or_default().push(i);
    }
    let ends = at.iter().filter(|(_, touching)| touching.len() == 1).map(|(side, _)| *side);
    let starts: Vec<Side> = ends.chain(at.keys().copied()).collect();
    let mut used = vec![false; pieces.len()];
    let mut lines = Vec::new();
    for start in starts {
        let mut line = vec![start];
        let mut here = start;
        while let Some(&i) = at[&here].iter().find(|&&i| !used[i]) {
            used[i] = true;
            here = if pieces[i].0 == here { pieces[i].1 } else { pieces[i].0 };
            line.push(here);
        }
        if line.len() > 1 {
            lines.push(line);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_level_set_of_a_cone_is_one_closed_circle() {
        let lines = &lines((0.0, 0.0), (200.0, 200.0), &[60.0], &|(x, y)| (x - 100.0).hypot(y - 100.0))[0];
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].first(), lines[0].last());
        assert!(lines[0].iter().all(|(x, y)| ((x - 100.0).hypot(y - 100.0) - 60.0).abs() < 0.1));
    }
}
