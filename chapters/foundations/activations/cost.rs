//! What an activation costs: time for its result and for its gradient.

use crate::digits::Hidden;
use crate::table::{Bend, TABLE};
use neural::activation::PRelu;
use neural::{Matrix, Params, Tape, init};
use report::{Report, Table};
use std::time::Instant;

const ROWS: usize = 256;
const UNITS: usize = 256;
const REPEATS: usize = 15;

/// Nanoseconds for an entry, forward and back: the least of several runs.
fn nanoseconds(bend: Bend) -> [f64; 2] {
    let mut params = Params::default();
    let z = params.add(init::lecun_normal(ROWS, UNITS, &mut neural::rng(0)) * 16.0);
    let hidden = match bend {
        Bend::Fixed(f) => Hidden::Fixed(f),
        Bend::PerUnit => Hidden::Learned(PRelu::per_unit(&mut params, UNITS)),
    };
    let ones = Matrix::ones((ROWS, UNITS));
    let mut least = [f64::INFINITY; 2];
    for _ in 0..REPEATS {
        let tape = Tape::new(&params);
        let (z, ones) = (tape.param(z), tape.constant(ones.clone()));
        let began = Instant::now();
        let a = hidden.forward(z);
        let forward = began.elapsed();
        let loss = (a * ones).sum();
        let began = Instant::now();
        let gradients = loss.backward();
        let back = began.elapsed();
        drop(gradients);
        let each = [forward, back].map(|time| time.as_nanos() as f64 / (ROWS * UNITS) as f64);
        least = [0, 1].map(|i| least[i].min(each[i]));
    }
    least
}

pub fn time(report: &mut Report) {
    let mut table = Table::new(
        "cost-by-the-clock",
        format!(
            "Time of each activation for an entry of a matrix of {ROWS} × {UNITS}: the least of \
             {REPEATS} runs, while other programs may be running. The way back includes a product and \
             a sum."
        ),
        ["activation", "forward (ns)", "back (ns)"],
    );
    for row in &TABLE {
        let [forward, back] = nanoseconds(row.bend).map(|time| format!("{time:.2}"));
        table.row([row.name.to_string(), forward, back]);
    }
    report.table(table);
}
