//! Products that threads share, and batches that they fetch. A process has one pool of threads: for each number of them
//! the test starts another.

use neural::data::{batches, deal, rows};
use neural::{Matrix, Real, crew, matmul, rng};
use rand::RngExt;
use std::process::Command;

fn random(n: usize, m: usize, seed: u64) -> Matrix {
    let mut rng = rng(seed);
    Matrix::from_shape_simple_fn((n, m), || rng.random::<Real>() - 0.5)
}

#[test]
fn threads_that_share_a_product_cut_any_of_its_sides() {
    for (n, k, m) in [
        (64, 1000, 100), // the inputs, into three
        (1000, 64, 100), // the rows
        (100, 64, 1000), // the columns
        (64, 100, 127),  // the rows, because there are too few columns for two tiles
        (7, 100_003, 1), // a length that three does not divide
        (1, 3001, 200),  // a single row, in parts whose last is smaller
        (130, 13, 1000), // more columns than three threads get in whole tiles
        (13, 1000, 130),
    ] {
        let (a, b) = (random(n, k, 1), random(k, m, 2));
        let shared = crew(|| matmul(a.view(), b.view()));
        let alone = Matrix::from_shape_fn((n, m), |(i, j)| (0..k).map(|l| a[[i, l]] * b[[l, j]]).sum());
        approx::assert_abs_diff_eq!(shared, alone, epsilon = 1e-5 * (k as Real).sqrt());
    }
}

#[test]
fn batches_that_others_fetch_are_whole() {
    let x = random(700, 600, 1).into_shared();
    let y = x.map(|x| 2.0 * x).into_shared();
    crew(|| {
        for batch in [64, 101, 700] {
            for taken in [1, 3, usize::MAX] {
                let chosen = batches(700, batch, &mut rng(2)).into_iter().take(taken);
                for ((x_dealt, y_dealt), chosen) in deal(&x, &y, batch, &mut rng(2)).take(taken).zip(chosen) {
                    matmul(x_dealt.t(), x_dealt.view()); // work to share while the next is fetched
                    assert_eq!((&x_dealt, &y_dealt), (&rows(&x, &chosen), &rows(&y, &chosen)));
                }
            }
        }
    });
}

#[test]
fn the_same_holds_for_one_two_three_and_four_threads() {
    for threads in ["1", "2", "3", "4"] {
        let mut again = Command::new(std::env::current_exe().expect("this program has a path"));
        again
            .args([
                "--exact",
                "threads_that_share_a_product_cut_any_of_its_sides",
                "batches_that_others_fetch_are_whole",
            ])
            .env("RAYON_NUM_THREADS", threads);
        let done = again.output().expect("this program starts again");
        let said = String::from_utf8_lossy(&done.stdout);
        assert!(done.status.success() && said.contains("2 passed"), "{threads} threads: {said}");
    }
}
