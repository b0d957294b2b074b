//! From a table to a matrix: four birds to learn from and two to be tested on, with every number
//! shown.

use ndarray::{Array2, array, concatenate};
use neural::data::{Categories, Fill, Impute, Standardize};
use neural::{Matrix, Real};
use report::plot::{Diagram, Figure};
use report::{Report, Table};

const COLUMNS: [&str; 3] = ["bill (mm)", "mass (g)", "island"];

/// What is known of some birds: bill and mass (rows × 2), and the island.
struct Birds {
    x: Matrix,
    islands: Vec<&'static str>,
}

/// Fills, scales and codes the birds as the training birds ask for: a matrix of seven columns.
fn prepared(train: &Birds, birds: &Birds) -> Matrix {
    let impute = Impute::fit(&train.x, Fill::Mean);
    let scaler = Standardize::fit(&impute.apply(&train.x));
    let words = Categories::fit(&train.islands);
    let missing = birds.x.mapv(|value| Real::from(u8::from(value.is_nan())));
    let mass_missing = missing.slice(ndarray::s![.., 1..]);
    concatenate![
        ndarray::Axis(1),
        scaler.apply(&impute.apply(&birds.x)),
        mass_missing,
        words.one_hot(&birds.islands)
    ]
}

pub fn six_birds(report: &mut Report) {
    let train = Birds {
        x: array![[43.0, 3600.0], [43.0, Real::NAN], [47.0, 4400.0], [47.0, 4000.0]],
        islands: vec!["Torgersen", "Dream", "Biscoe", "Biscoe"],
    };
    let test = Birds { x: array![[49.0, Real::NAN], [45.0, 3800.0]], islands: vec!["Dream", "Anvers"] };
    let caption = "Six birds made up for counting, as in a file; the first four are for training.";
    let mut raw = Table::new("raw-birds", caption, [&["bird"], &COLUMNS[..]].concat());
    let parts = [("training", &train), ("test", &test)];
    for (part, birds) in parts {
        for (i, (row, island)) in birds.x.rows().into_iter().zip(&birds.islands).enumerate() {
            let number = |value: &Real| if value.is_nan() { "?".to_string() } else { value.to_string() };
            let cells = [format!("{part} {}", i + 1), number(&row[0]), number(&row[1]), island.to_string()];
            raw.row(cells);
        }
    }
    report.table(raw);
    let caption = "The same six birds as a network gets them: filled, marked, standardised and \
                   one-hot, all as measured on the four training birds.";
    let columns = ["bird", "bill (sd)", "mass (sd)", "mass missing", "Biscoe", "Dream", "Torgersen"];
    let mut ready = Table::new("ready-birds", caption, columns);
    for (part, birds) in parts {
        let matrix: Array2<Real> = prepared(&train, birds);
        for (i, row) in matrix.rows().into_iter().enumerate() {
            let numbers = row
                .iter()
                .enumerate()
                .map(|(j, value)| if j < 2 { format!("{value:.2}") } else { format!("{value:.0}") });
            ready.row([format!("{part} {}", i + 1)].into_iter().chain(numbers));
        }
    }
    report.table(ready);
    report.figure("pipeline", &pipeline().svg());
}

/// Who may look at what: the split first, then everything that measures looks at training rows
/// only.
fn pipeline() -> Diagram {
    Diagram::new(250.0)
        .node("file", (45.0, 125.0))
        .block("split", (150.0, 125.0))
        .block("training rows", (300.0, 45.0))
        .block("validation rows", (300.0, 125.0))
        .block("test rows", (300.0, 205.0))
        .block("fit", (450.0, 45.0))
        .block("apply", (450.0, 125.0))
        .node("network", (585.0, 125.0))
        .arrow("file", "split", "")
        .arrow("split", "training rows", "")
        .arrow("split", "validation rows", "")
        .arrow("split", "test rows", "")
        .arrow("training rows", "fit", "")
        .arrow("fit", "apply", "means, words")
        .arrow("training rows", "apply", "")
        .arrow("validation rows", "apply", "")
        .arrow("test rows", "apply", "")
        .arrow("apply", "network", "")
}
