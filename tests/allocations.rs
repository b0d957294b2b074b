//! What a step of training asks the system for, once the buffers are there.

use ndarray::Array2;
use neural::init::he_normal;
use neural::loss::one_hot;
use neural::optim::{Adam, Optimizer};
use neural::{BatchNorm, Dense, Dropout, Matrix, Mode, Params, Real, Tape, rng};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;

#[global_allocator]
static MEMORY: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// The requests of a steady step are for nodes, closures and lists of the tape, for what `gemm` packs, and for small
/// matrices. Made anew, the batch (65 536 numbers) and a dozen matrices of half its size, on the way there and back,
/// would come to four times the bound.
#[test]
fn a_steady_step_asks_for_little_memory() {
    let (mut params, mut rng) = (Params::default(), rng(0));
    let first = Dense::new(&mut params, 256, 128, he_normal, &mut rng);
    let mut norm = BatchNorm::new(&mut params, 128);
    let second = Dense::new(&mut params, 128, 10, he_normal, &mut rng);
    let (dropout, mut adam) = (Dropout::new(0.2), Adam::new(0.001));
    let data = Array2::from_shape_fn((256, 256), |(i, j)| ((i * 7 + j * 3) % 11) as Real);
    let labels: Vec<usize> = (0..256).map(|i| i % 10).collect();
    let (y, chosen): (Matrix, Vec<usize>) = (one_hot(&labels, 10), (0..256).collect());
    let mut step = || {
        let x = neural::data::rows(&data, &chosen);
        let tape = Tape::new(&params);
        let mode = &mut Mode::Train(&mut rng);
        let hidden = first.forward(tape.constant(x)).relu();
        let hidden = dropout.forward(norm.forward(hidden, mode), mode);
        let grads = second.forward(hidden).softmax_cross_entropy(&y).backward();
        adam.step(&mut params, &grads);
    };
    (0..5).for_each(|_| step());
    let region = Region::new(MEMORY);
    (0..10).for_each(|_| step());
    let change = region.change();
    let requests = (change.allocations + change.reallocations) / 10;
    let entries = change.bytes_allocated / 10 / size_of::<Real>();
    assert!(requests <= 100, "{requests} requests a step");
    assert!(entries <= 100_000, "memory for {entries} numbers a step");
}
