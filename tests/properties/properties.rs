//! What holds for every input, tried on random ones; the same ones each time.

use ndarray::{Array2, ArrayView2, Axis, s};
use neural::activation::softmax;
use neural::data::*;
use neural::loss::*;
use neural::metrics::*;
use neural::optim::*;
use neural::*;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::subsequence;
use proptest::test_runner::RngSeed;
use std::collections::BTreeMap;

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(1),
        ..ProptestConfig::default()
    }
}

/// A matrix of up to so many rows and columns, of numbers within ±`size`.
fn matrix(rows: usize, columns: usize, size: Real) -> impl Strategy<Value = Matrix> {
    (1..=rows, 1..=columns).prop_flat_map(move |shape| {
        let numbers = vec(-size..=size, shape.0 * shape.1);
        numbers.prop_map(move |numbers| Matrix::from_shape_vec(shape, numbers).expect("as many"))
    })
}

/// The numbers below `n` in some order.
fn order(n: usize) -> impl Strategy<Value = Vec<usize>> {
    Just((0..n).collect::<Vec<_>>()).prop_shuffle()
}

/// A matrix, and an order of its rows.
fn shuffled(rows: usize, columns: usize, size: Real) -> impl Strategy<Value = (Matrix, Vec<usize>)> {
    matrix(rows, columns, size).prop_flat_map(|x| (Just(x.clone()), order(x.nrows())))
}

/// Labels below `classes`, and as many predictions.
fn labels(classes: usize) -> impl Strategy<Value = (Vec<usize>, Vec<usize>)> {
    (1..200usize).prop_flat_map(move |n| (vec(0..classes, n), vec(0..classes, n)))
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn softmax_gives_chances_in_the_order_of_the_scores((z, places) in shuffled(40, 80, 90.0)) {
        let z = z.t().to_owned(); // so that `places` is an order of the scores
        let p = softmax(&z);
        for (z, p) in z.rows().into_iter().zip(p.rows()) {
            prop_assert!(p.iter().all(|p| (0.0..=1.0).contains(p)));
            prop_assert!((p.iter().map(|&p| f64::from(p)).sum::<f64>() - 1.0).abs() < 1e-5);
            for (a, b) in (0..z.len()).zip(1..z.len()) {
                prop_assert!((z[a] >= z[b]) == (p[a] >= p[b]) || p[a] == p[b]);
            }
        }
        let moved = softmax(&z.select(Axis(1), &places));
        approx::assert_relative_eq!(moved, p.select(Axis(1), &places), max_relative = 1e-5, epsilon = 1e-30);
        // Powers of two, because adding them loses no digit of a score that has few.
        let few = z.mapv(Real::round);
        prop_assert_eq!(softmax(&(&few + 256.0)), softmax(&few));
    }

    #[test]
    fn a_loss_does_not_depend_on_the_order_of_the_batch((z, places) in shuffled(150, 5, 9.0), seed in any::<u64>()) {
        let labels: Vec<usize> =
            (0..z.nrows()).map(|row| (seed.rotate_left(row as u32 % 64) % z.ncols() as u64) as usize).collect();
        let (y, p) = (one_hot(&labels, z.ncols()), z.mapv(activation::sigmoid));
        type Loss = (fn(&MatrixRef, &MatrixRef) -> Real, fn(&MatrixRef, &MatrixRef) -> Matrix);
        let of_scores: [Loss; 4] = [
            (mse, mse_gradient),
            (mae, mae_gradient),
            (bce_with_logits, bce_with_logits_gradient),
            (softmax_cross_entropy, softmax_cross_entropy_gradient),
        ];
        let of_chances: [Loss; 2] = [
            (binary_cross_entropy, binary_cross_entropy_gradient),
            (categorical_cross_entropy, categorical_cross_entropy_gradient),
        ];
        let all = of_scores.iter().map(|loss| (loss, &z)).chain(of_chances.iter().map(|loss| (loss, &p)));
        for ((loss, gradient), x) in all {
            let (moved, moved_y) = (rows(x, &places), rows(&y, &places));
            approx::assert_relative_eq!(loss(x, &y), loss(&moved, &moved_y), max_relative = 1e-6);
            prop_assert_eq!(rows(&gradient(x, &y), &places), gradient(&moved, &moved_y));
        }
    }

    #[test]
    fn a_layer_answers_each_row_by_itself((x, places) in shuffled(60, 20, 9.0), seed in any::<u64>()) {
        let mut rng = rng(seed);
        let (w, b) = (init::he_normal(x.ncols(), 7, &mut rng), init::he_normal(1, 7, &mut rng));
        let moved = affine(&rows(&x, &places), &w, &b);
        approx::assert_abs_diff_eq!(moved, rows(&affine(&x, &w, &b), &places), epsilon = 1e-4);
        let sums = sum_rows(&rows(&x, &places));
        approx::assert_abs_diff_eq!(sums, sum_rows(&x), epsilon = 1e-4);
    }

    #[test]
    fn what_a_scaler_does_it_can_undo(x in matrix(40, 4, 1.0), shift in -1e7..1e7 as Real, unit in -20..20i32) {
        let x = x.mapv(|x| (x + shift) * (unit as Real).exp2());
        let largest = x.iter().fold(0.0, |largest: Real, x| largest.max(x.abs()));
        let near = 4.0 * Real::EPSILON * largest;
        let (standard, range) = (Standardize::fit(&x), MinMax::fit(&x));
        approx::assert_abs_diff_eq!(standard.undo(&standard.apply(&x)), x, epsilon = near);
        approx::assert_abs_diff_eq!(range.undo(&range.apply(&x)), x, epsilon = near);
        prop_assert!(range.apply(&x).iter().all(|z| (0.0..=1.0).contains(z)));
        for column in standard.apply(&x).columns() {
            let mean = column.iter().map(|&z| f64::from(z)).sum::<f64>() / column.len() as f64;
            let square = column.iter().map(|&z| f64::from(z).powi(2)).sum::<f64>() / column.len() as f64;
            prop_assert!(mean.abs() < 1e-5 && (square == 0.0 || (square - 1.0).abs() < 1e-5), "{} {}", mean, square);
        }
    }

    #[test]
    fn a_split_is_a_partition_and_a_stratum_is_split_as_the_whole(
        (labels, _) in labels(6), share in 0.1..0.9f64, seed in any::<u64>()
    ) {
        let n = labels.len();
        prop_assume!(n >= 20);
        let mut rng = rng(seed);
        let plain = train_test_split(n, share, &mut rng);
        let strata = stratified_split(&labels, share, &mut rng);
        for split in [&plain, &strata] {
            let mut both = [&split.train[..], &split.test[..]].concat();
            both.sort_unstable();
            prop_assert_eq!(both, (0..n).collect::<Vec<_>>());
        }
        prop_assert_eq!(plain.test.len(), (share * n as f64).round() as usize);
        for (class, count) in counted(&labels, 0..n) {
            let tested = strata.test.iter().filter(|&&row| labels[row] == class).count();
            prop_assert_eq!(tested, (share * count as f64).round() as usize);
        }
    }

    #[test]
    fn folds_test_each_row_once_and_spread_each_class(
        (labels, _) in labels(6), k in 2..9usize, seed in any::<u64>()
    ) {
        let n = labels.len();
        let classes = counted(&labels, 0..n);
        prop_assume!(classes.values().any(|&count| count >= k) && n >= k);
        let mut rng = rng(seed);
        for (stratified, folds) in [(false, k_fold(n, k, &mut rng)), (true, stratified_k_fold(&labels, k, &mut rng))] {
            let mut tested: Vec<usize> = folds.iter().flat_map(|fold| fold.test.clone()).collect();
            tested.sort_unstable();
            prop_assert_eq!(tested, (0..n).collect::<Vec<_>>());
            for fold in &folds {
                prop_assert_eq!(fold.train.len() + fold.test.len(), n);
                prop_assert!(fold.test.len() - n / k <= 1);
                let here = counted(&labels, fold.test.iter().copied());
                for (class, &count) in classes.iter().filter(|_| stratified) {
                    let here = here.get(class).copied().unwrap_or(0);
                    prop_assert!(here == count / k || here == count / k + 1, "{} of {}", here, count);
                }
            }
        }
    }

    #[test]
    fn a_metric_does_not_care_how_classes_are_called(
        (labels, predicted) in labels(6), names in subsequence((0..50usize).collect::<Vec<_>>(), 6).prop_shuffle()
    ) {
        let renamed = |labels: &[usize]| labels.iter().map(|&label| names[label]).collect::<Vec<_>>();
        let (new_labels, new_predicted) = (renamed(&labels), renamed(&predicted));
        prop_assert_eq!(accuracy(&labels, &predicted), accuracy(&new_labels, &new_predicted));
        for score in [precision_score, recall_score, f1_score] {
            for average in [Average::Macro, Average::Micro, Average::Weighted] {
                let (old, new) =
                    (score(&labels, &predicted, average, 0.0), score(&new_labels, &new_predicted, average, 0.0));
                approx::assert_relative_eq!(old, new, max_relative = 1e-12);
            }
            let one = score(&labels, &predicted, Average::Binary(2), 0.5);
            prop_assert_eq!(one, score(&new_labels, &new_predicted, Average::Binary(names[2]), 0.5));
        }
        let (old, new) = (confusion_matrix(&labels, &predicted, 6), confusion_matrix(&new_labels, &new_predicted, 50));
        for (i, j) in (0..36).map(|place| (place / 6, place % 6)) {
            prop_assert_eq!(old[i][j], new[names[i]][names[j]]);
        }
        let (old, new) = (class_counts(&labels, &predicted, 6), class_counts(&new_labels, &new_predicted, 50));
        prop_assert!((0..6).all(|class| old[class] == new[names[class]]));
    }

    #[test]
    fn only_the_order_of_scores_makes_a_curve(scores in vec(-50..50i32, 2..100), positives in any::<u128>()) {
        let positive: Vec<bool> = (0..scores.len()).map(|row| positives >> row & 1 == 1).collect();
        let plain: Vec<Real> = scores.iter().map(|&score| score as Real).collect();
        let bent: Vec<Real> = plain.iter().map(|score| score * score * score - 7.0).collect();
        let same = |a: f64, b: f64| a == b || a.is_nan() && b.is_nan();
        prop_assert!(same(roc_auc_score(&positive, &plain), roc_auc_score(&positive, &bent)));
        prop_assert!(same(average_precision_score(&positive, &plain), average_precision_score(&positive, &bent)));
    }

    #[test]
    fn a_quantile_lies_between_and_grows(mut numbers in vec(-1e300..1e300f64, 1..50), q in 0.0..=1.0f64, r in 0.0..=1.0f64) {
        let (low, high) = (q.min(r), q.max(r));
        let (a, b) = (quantile(&mut numbers, low), quantile(&mut numbers, high));
        prop_assert!(numbers[0] <= a && a <= b && b <= numbers[numbers.len() - 1]);
    }

    #[test]
    fn a_clipped_gradient_keeps_its_direction(g in matrix(5, 5, 1.0), size in -30..30i32, limit in -30..30i32) {
        let (g, limit) = (g * (10.0 as Real).powi(size), (10.0 as Real).powi(limit));
        let mut params = Params::default();
        let w = params.add(Matrix::ones(g.dim()));
        let tape = Tape::new(&params);
        let mut grads = (tape.param(w) * tape.constant(g.clone())).sum().backward();
        let norm = clip_norm(&mut grads, limit);
        let share = (f64::from(limit) / f64::from(norm)).min(1.0);
        for (&clipped, &g) in grads.get(w).expect("a gradient").iter().zip(&g) {
            let exact = f64::from(g) * share;
            prop_assert!((f64::from(clipped) - exact).abs() <= 1e-6 * exact.abs() + 1e-44);
        }
    }
}

/// How many of these rows each class has.
fn counted(labels: &[usize], rows: impl Iterator<Item = usize>) -> BTreeMap<usize, usize> {
    let mut counts = BTreeMap::new();
    rows.for_each(|row| *counts.entry(labels[row]).or_default() += 1);
    counts
}

type Rule = fn() -> Box<dyn Optimizer>;

/// Each with a rate that suits curvatures from 0.2 to 1.
const RULES: [(&str, Rule); 7] = [
    ("sgd", || Box::new(Sgd { learning_rate: 0.5 })),
    ("momentum", || Box::new(Momentum::new(0.1, 0.9))),
    ("nesterov", || Box::new(Nesterov::new(0.1, 0.9))),
    ("adagrad", || Box::new(Adagrad::new(1.0))),
    ("rmsprop", || Box::new(RmsProp::new(0.01))),
    ("adam", || Box::new(Adam::new(0.05))),
    ("adamw", || Box::new(AdamW::new(0.05, 0.0))),
];

proptest! {
    #![proptest_config(cases(32))]

    /// `L(w) = Σ a (w − c)² / 2` has its minimum at `c`, wherever one starts.
    #[test]
    fn every_rule_finds_the_bottom_of_a_convex_bowl(
        curvature in vec(0.2..1.0 as Real, 3), bottom in vec(-3.0..3.0 as Real, 3), start in vec(-3.0..3.0 as Real, 3)
    ) {
        let row = |numbers: &[Real]| Matrix::from_shape_vec((1, 3), numbers.to_vec()).expect("three");
        let (a, c) = (row(&curvature), row(&bottom));
        for (name, rule) in RULES {
            let (mut params, mut rule) = (Params::default(), rule());
            let w = params.add(row(&start));
            for _ in 0..1500 {
                let tape = Tape::new(&params);
                let apart = tape.param(w) - tape.constant(c.clone());
                let grads = (apart * apart * tape.constant(a.clone())).sum().scale(0.5).backward();
                rule.step(&mut params, &grads);
            }
            let left = (&params[w] - &c).iter().fold(0.0, |most: Real, apart| most.max(apart.abs()));
            prop_assert!(left < 0.02, "{}: {} from the bottom", name, left);
        }
    }
}

/// The definition.
fn naive(a: ArrayView2<Real>, b: ArrayView2<Real>) -> Matrix {
    let rows: Vec<Vec<Real>> = a.rows().into_iter().map(|row| row.to_vec()).collect();
    let columns: Vec<Vec<Real>> = b.columns().into_iter().map(|column| column.to_vec()).collect();
    Matrix::from_shape_fn((a.nrows(), b.ncols()), |(i, j)| {
        rows[i].iter().zip(&columns[j]).map(|(a, b)| a * b).sum()
    })
}

/// Whole numbers, whose products and sums are exact, in one of four layouts, laid into `room`.
fn laid_out(
    layout: usize,
    (n, m): (usize, usize),
    room: &mut Array2<Real>,
) -> ndarray::ArrayViewMut2<'_, Real> {
    let shape = [(n, m), (m, n), (n, 2 * m), (n, m)][layout];
    *room = Matrix::from_shape_fn(shape, |(i, j)| ((7 * i + 5 * j + layout) % 11) as Real - 5.0);
    match layout {
        0 => room.view_mut(),
        1 => room.view_mut().reversed_axes(),
        2 => room.slice_mut(s![.., ..;2]),
        _ => room.slice_mut(s![..;-1, ..;-1]),
    }
}

#[test]
fn a_product_is_the_triple_loop_for_every_shape_to_33_and_every_layout() {
    let [mut a, mut b, mut out] = [(); 3].map(|()| Matrix::zeros((0, 0)));
    for n in 0..=33 {
        for k in 0..=33 {
            for m in 0..=33 {
                let turn = 13 * n + 7 * k + 3 * m;
                let a = laid_out(turn % 4, (n, k), &mut a);
                let b = laid_out(turn / 4 % 4, (k, m), &mut b);
                let mut out = laid_out(turn / 16 % 4, (n, m), &mut out);
                matmul_into(a.view(), b.view(), out.view_mut());
                assert_eq!(out, naive(a.view(), b.view()), "{n} × {k} × {m}, layouts {turn}");
            }
        }
    }
}
