//! The data of the workloads, and how they are timed: for the peers that are written in Rust.

#[path = "../training/shapes.rs"]
mod shapes;

pub use shapes::{INFERENCE, Shape, WORKLOADS};

use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use std::time::Instant;

/// Uniform inputs, random classes and the orders of the epochs.
pub struct Data {
    rng: StdRng,
    rows: usize,
    pub x: Vec<f32>,
    pub y: Vec<u32>,
}

impl Data {
    pub fn new(workload: &Shape) -> Self {
        let mut rng = StdRng::seed_from_u64(1);
        let (rows, inputs, classes) = (workload.rows, workload.sizes[0], workload.sizes.last().unwrap());
        let x = (0..rows * inputs).map(|_| rng.random()).collect();
        let y = (0..rows).map(|_| rng.random_range(0..*classes as u32)).collect();
        Data { rng, rows, x, y }
    }

    /// Each row once, in a new order.
    pub fn order(&mut self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.rows as u32).collect();
        order.shuffle(&mut self.rng);
        order
    }
}

/// The workloads that are named on the command line, or all.
pub fn wanted(name: &str) -> bool {
    let names = ["W1", "W2", "W3", "W4", "I1", "I2"];
    let mut chosen = std::env::args().filter(|word| names.contains(&word.as_str())).peekable();
    chosen.peek().is_none() || chosen.any(|word| word == name)
}

/// Runs an epoch six times; prints the shortest and the middle one of the last five.
pub fn report(peer: &str, workload: &str, threads: usize, steps: usize, mut run: impl FnMut()) {
    run();
    let mut ms: Vec<f64> = (0..5)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    ms.sort_by(f64::total_cmp);
    println!(
        "{{\"peer\":\"{peer}\",\"workload\":\"{workload}\",\"threads\":{threads},\"min_ms_per_epoch\":{:.4},\
         \"median_ms_per_epoch\":{:.4},\"us_per_step\":{:.3}}}",
        ms[0],
        ms[2],
        ms[0] / steps as f64 * 1e3
    );
}
