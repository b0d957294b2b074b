//! The smallest case of what units do: two birds and one measurement, before and after centring.

use crate::bound::{bound, signed, widest_street};
use crate::perceptron::{Perceptron, row};
use ndarray::array;
use neural::{Matrix, Real};
use report::{Report, Table};

pub fn uncentred_and_centred(report: &mut Report) {
    let y = array![[0.0], [1.0]];
    let columns = ["birds at", "mistake", "bird", "z", "answer", "new w", "new b"];
    let caption = "Every mistake on two birds with one measurement, shown in turn; the first \
                   should rest, the second fire. Above as measured, below minus the mean.";
    let mut table = Table::new("two-birds", caption, columns);
    let mut mistakes = Vec::new();
    for (places, x) in [("1 and 3", array![[1.0], [3.0]]), ("−1 and 1", array![[-1.0], [1.0]])] {
        let corrections = corrections(&x, &y);
        for (number, [place, z, w, b]) in corrections.iter().enumerate() {
            let answer = if *z >= 0.0 { "fire" } else { "rest" };
            let [place, z, w, b] = [place, z, w, b].map(|x| x.to_string().replace('-', "−"));
            table.row([places, &(number + 1).to_string(), &place, &z, answer, &w, &b]);
        }
        let v = signed(&x, &y);
        let bound = bound(&v, &widest_street(&v)).expect("two birds can be separated");
        mistakes.push((corrections.len(), bound));
    }
    report.table(table);
    let [(apart, far), (centred, near)] = mistakes[..] else { unreachable!("two rows") };
    report.value("two-birds-apart", apart);
    report.value("two-birds-centred", centred);
    report.value("two-birds-far", format!("{far:.0}"));
    report.value("two-birds-near", format!("{near:.0}"));
    report.fact(
        "centring-two-birds",
        (apart, centred) == (7, 1) && apart as f64 <= far && centred as f64 <= near,
        format!("{apart} mistakes against {centred}; the bounds are {far:.1} and {near:.1}"),
    );
}

/// The rows in order, again and again, until none is mistaken; for each correction the
/// measurement, its sum, and the weight and the bias that it led to.
fn corrections(x: &Matrix, y: &Matrix) -> Vec<[Real; 4]> {
    let mut unit = Perceptron::zeros(1, 1);
    let (mut corrections, mut before) = (Vec::new(), usize::MAX);
    while before != corrections.len() {
        before = corrections.len();
        for i in 0..x.nrows() {
            let z = unit.sums(&row(x, i))[[0, 0]];
            if unit.correct(&row(x, i), &row(y, i), 1.0) {
                corrections.push([x[[i, 0]], z, unit.w[[0, 0]], unit.b[[0, 0]]]);
            }
        }
    }
    corrections
}
