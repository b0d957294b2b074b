//! How long an epoch takes: `cargo bench --bench training`, or with `-- --json` one line of JSON a workload.
//!
//! Everything goes through the interface that the chapters use. Words after `--` choose workloads by their name
//! (`cargo bench --bench training -- W1 I1`); the environment variable `RAYON_NUM_THREADS` sets the threads. With
//! `-- --count` twenty steps of W1 are done and nothing is timed: `instructions.sh` counts their instructions.

mod products;
mod shapes;
mod workload;

use shapes::WORKLOADS;
use workload::{Inference, Training};

/// The fastest and the middle one of five runs after one to warm up, in seconds.
struct Timing {
    min: f64,
    median: f64,
}

/// Times `run` five times.
fn time(mut run: impl FnMut()) -> Timing {
    run();
    let mut seconds: Vec<f64> = (0..5)
        .map(|_| {
            let start = std::time::Instant::now();
            run();
            start.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    Timing { min: seconds[0], median: seconds[2] }
}

/// What is printed of one workload; a number that has no meaning for it is missing.
struct Row {
    name: &'static str,
    timing: Timing,
    /// Optimiser steps in an epoch, or calls of the network.
    steps: usize,
    /// Seconds that the matrix products of an epoch take alone, and how many operations they are.
    products: Option<(f64, f64)>,
}

impl Row {
    fn json(&self) -> String {
        let mut line = format!(
            "{{\"workload\":\"{}\",\"threads\":{},\"min_ms_per_epoch\":{:.4},\"median_ms_per_epoch\":{:.4},\
             \"us_per_step\":{:.3}",
            self.name,
            rayon::current_num_threads(),
            self.timing.min * 1e3,
            self.timing.median * 1e3,
            self.timing.min / self.steps as f64 * 1e6,
        );
        if let Some((seconds, operations)) = self.products {
            let (speed, fraction) = (operations / seconds / 1e9, seconds / self.timing.min);
            line += &format!(",\"gemm_gflops\":{speed:.1},\"fraction_of_gemm\":{fraction:.3}");
        }
        line + "}"
    }

    fn table(&self) -> String {
        let line = format!(
            "{:<9}{:>14.3}{:>14.3}{:>14.2}",
            self.name,
            self.timing.min * 1e3,
            self.timing.median * 1e3,
            self.timing.min / self.steps as f64 * 1e6
        );
        match self.products {
            None => line,
            Some((seconds, operations)) => {
                line + &format!(
                    "{:>14.1}{:>12.0} %",
                    operations / seconds / 1e9,
                    100.0 * seconds / self.timing.min
                )
            }
        }
    }
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    if words.iter().any(|word| word == "--count") {
        let mut training = Training::new(&WORKLOADS[0]);
        training.steps(20); // until the buffers are there
        return training.steps(20);
    }
    let json = words.iter().any(|word| word == "--json");
    let chosen: Vec<&String> = words.iter().filter(|word| *word != "--json").collect();
    let wanted = |name: &str| chosen.is_empty() || chosen.iter().any(|word| *word == name);
    if let Some(unknown) = chosen.iter().find(|word| !workload::names().contains(&word.as_str())) {
        eprintln!("no workload is called {unknown}: choose from {}", workload::names().join(", "));
        std::process::exit(2);
    }
    if !json {
        println!(
            "{:<9}{:>14}{:>14}{:>14}{:>14}{:>14}",
            "workload", "min ms/epoch", "median ms", "µs/step", "gemm GFLOP/s", "of gemm"
        );
    }
    let print = |row: Row| println!("{}", if json { row.json() } else { row.table() });
    for shape in WORKLOADS.iter().filter(|shape| wanted(shape.name)) {
        let mut training = Training::new(shape);
        let timing = time(|| neural::crew(|| training.epoch()));
        let mut epoch = products::of_epoch(shape);
        let products = time(|| neural::crew(&mut epoch));
        print(Row {
            name: shape.name,
            timing,
            steps: shape.steps(),
            products: Some((products.min, products::operations(shape))),
        });
    }
    if wanted("I1") {
        let mut inference = Inference::new();
        let timing = time(|| inference.one_by_one());
        print(Row { name: "I1", timing, steps: inference.rows(), products: None });
    }
    if wanted("I2") {
        let mut inference = Inference::new();
        print(Row { name: "I2", timing: time(|| inference.at_once()), steps: 1, products: None });
    }
}
