//! Scaling, filling, coding, splitting, resampling and batches: the properties the chapters rely on.

use approx::assert_abs_diff_eq;
use ndarray::{Array1, Axis, array};
use neural::data::{
    Categories, Fill, Impute, MinMax, Robust, Standardize, auto_mpg, batches, breast_cancer, deal,
    over_sample, penguins, shrink, stratified_split, train_test_split, under_sample,
};
use neural::{Matrix, Real, rng};

/// Rounding in single precision, which grows with a column's mean over its spread.
const TINY: Real = 1e-4;

fn sorted(mut rows: Vec<usize>) -> Vec<usize> {
    rows.sort_unstable();
    rows
}

fn real_tables() -> [Matrix; 3] {
    [penguins().unwrap().x, auto_mpg().unwrap().x, breast_cancer().unwrap().x]
}

#[test]
fn standardized_training_columns_have_mean_0_and_variance_1() {
    for x in real_tables() {
        let z = Standardize::fit(&x).apply(&x);
        let columns = z.ncols();
        assert_abs_diff_eq!(z.mean_axis(Axis(0)).unwrap(), Array1::zeros(columns), epsilon = TINY);
        assert_abs_diff_eq!(z.var_axis(Axis(0), 0.0), Array1::ones(columns), epsilon = TINY);
    }
}

#[test]
fn the_mean_of_many_large_numbers_keeps_its_digits() {
    // Summed one by one in single precision, the mean would be off by the column's whole spread.
    let x = Matrix::from_shape_fn((200_000, 1), |(row, _)| 10_000.0 + (row % 2) as Real);
    let z = Standardize::fit(&x).apply(&array![[10_000.0], [10_001.0]]);
    assert_abs_diff_eq!(z, array![[-1.0], [1.0]], epsilon = 0.01);
}

#[test]
fn other_rows_are_standardized_with_the_training_rows_measures() {
    let scaler = Standardize::fit(&array![[0.], [2.], [4.], [6.]]); // mean 3, variance 5
    let expected = array![[(10.0 - 3.0) / (5.0 as Real).sqrt()]];
    assert_abs_diff_eq!(scaler.apply(&array![[10.]]), expected, epsilon = 1e-6);
}

#[test]
fn a_constant_column_becomes_0_whatever_its_value() {
    let x = Matrix::from_elem((1000, 1), 0.1);
    assert_eq!(Standardize::fit(&x).apply(&x), Matrix::zeros((1000, 1)));
    assert_eq!(MinMax::fit(&x).apply(&x), Matrix::zeros((1000, 1)));
}

#[test]
fn min_max_brings_training_columns_to_exactly_0_and_1() {
    for x in real_tables() {
        let z = MinMax::fit(&x).apply(&x);
        for column in z.columns() {
            assert_eq!(column.fold(Real::INFINITY, |least, &value| least.min(value)), 0.0);
            assert_eq!(column.fold(Real::NEG_INFINITY, |most, &value| most.max(value)), 1.0);
        }
    }
}

#[test]
fn undo_brings_the_units_back() {
    for x in real_tables() {
        let (standardize, min_max) = (Standardize::fit(&x), MinMax::fit(&x));
        let (z, share) = (standardize.apply(&x), min_max.apply(&x));
        // Compared on the common scale: the columns' units differ by factors of a million.
        assert_abs_diff_eq!(standardize.apply(&standardize.undo(&z)), z, epsilon = TINY);
        assert_abs_diff_eq!(min_max.apply(&min_max.undo(&share)), share, epsilon = TINY);
    }
}

#[test]
#[should_panic(expected = "Standardize: fitted on 2 columns, applied to (1, 3)")]
fn a_scaler_refuses_another_number_of_columns() {
    Standardize::fit(&array![[1., 2.]]).apply(&array![[1., 2., 3.]]);
}

#[test]
#[should_panic(expected = "MinMax: cannot be fitted on 0 rows")]
fn a_scaler_needs_rows() {
    MinMax::fit(&Matrix::zeros((0, 3)));
}

#[test]
fn a_split_holds_every_row_once() {
    let split = train_test_split(101, 0.3, &mut rng(5));
    assert_eq!((split.train.len(), split.test.len()), (71, 30));
    assert_eq!(sorted([split.train, split.test].concat()), (0..101).collect::<Vec<_>>());
}

#[test]
fn a_split_is_shuffled() {
    let split = train_test_split(100, 0.5, &mut rng(5));
    assert_ne!(split.train, sorted(split.train.clone()));
    assert_ne!(sorted(split.test), (50..100).collect::<Vec<_>>());
}

#[test]
fn a_stratified_split_holds_every_row_once_and_keeps_the_proportions() {
    let labels = penguins().unwrap().labels;
    let count = |rows: &[usize], class| rows.iter().filter(|&&row| labels[row] == class).count();
    let split = stratified_split(&labels, 0.2, &mut rng(3));
    for (class, (total, tested)) in [(146, 29), (68, 14), (119, 24)].into_iter().enumerate() {
        assert_eq!((count(&split.train, class), count(&split.test, class)), (total - tested, tested));
    }
    assert!(!split.train.is_sorted_by_key(|&row| labels[row]), "the classes are mixed");
    assert!(!split.test.is_sorted_by_key(|&row| labels[row]), "the classes are mixed");
    assert_eq!(sorted([split.train, split.test].concat()), (0..labels.len()).collect::<Vec<_>>());
}

#[test]
fn the_same_seed_gives_the_same_rows_and_another_seed_others() {
    let labels: Vec<usize> = (0..100).map(|row| row % 3).collect();
    let all = |seed| {
        let mut rng = rng(seed);
        let split = train_test_split(100, 0.2, &mut rng);
        let stratified = stratified_split(&labels, 0.2, &mut rng);
        (split, stratified, batches(100, 32, &mut rng))
    };
    assert_eq!(all(1), all(1));
    let (a, b) = (all(1), all(2));
    assert!(a.0 != b.0 && a.1 != b.1 && a.2 != b.2);
}

#[test]
#[should_panic(expected = "4 rows with a share of 0.1 to test on leave 4 to train and 0 to test")]
fn a_split_with_an_empty_part_is_refused() {
    train_test_split(4, 0.1, &mut rng(0));
}

#[test]
#[should_panic(expected = "the test part's share is 20, not in 0..=1")]
fn a_share_is_not_a_percentage() {
    stratified_split(&[0, 1, 0, 1], 20.0, &mut rng(0));
}

#[test]
fn batches_hold_every_row_once_in_an_order_that_changes_from_epoch_to_epoch() {
    let mut rng = rng(8);
    let epochs = [batches(1000, 64, &mut rng), batches(1000, 64, &mut rng)];
    for epoch in &epochs {
        assert_eq!(epoch.len(), 16);
        assert!(epoch[..15].iter().all(|batch| batch.len() == 64) && epoch[15].len() == 40);
        assert_eq!(sorted(epoch.concat()), (0..1000).collect::<Vec<_>>());
    }
    assert_ne!(epochs[0], epochs[1]);
}

#[test]
fn deal_takes_the_rows_of_the_batches() {
    let by_row = Matrix::from_shape_fn((103, 7), |(i, j)| (7 * i + j) as Real).into_shared();
    let by_column = by_row.t().as_standard_layout().reversed_axes().to_shared();
    assert!(!by_column.is_standard_layout());
    for x in [by_row, by_column] {
        let y = x.map(|x| -x).into_shared();
        let (mut one, mut other) = (rng(1), rng(1));
        let dealt: Vec<_> = deal(&x, &y, 20, &mut one).collect();
        let chosen = batches(103, 20, &mut other);
        assert_eq!(dealt.len(), 6);
        for ((x_dealt, y_dealt), chosen) in dealt.iter().zip(&chosen) {
            assert_eq!((x_dealt, y_dealt), (&x.select(Axis(0), chosen), &y.select(Axis(0), chosen)));
        }
        assert_eq!(one, other);
    }
}

#[test]
#[should_panic(expected = "deal: x has 3 rows, y has 2")]
fn inputs_without_targets_are_not_dealt() {
    deal(&Matrix::zeros((3, 1)).into_shared(), &Matrix::zeros((2, 1)).into_shared(), 2, &mut rng(0));
}

#[test]
fn batches_of_few_rows() {
    assert_eq!(batches(1, 64, &mut rng(0)), [[0]]);
    assert!(batches(0, 64, &mut rng(0)).is_empty());
}

#[test]
#[should_panic(expected = "a batch needs at least one row")]
fn batches_of_no_rows_are_refused() {
    batches(10, 0, &mut rng(0));
}

#[test]
fn robust_training_columns_have_median_0_and_a_middle_half_of_width_1() {
    for x in real_tables() {
        let z = Robust::fit(&x).apply(&x);
        for (column, before) in z.columns().into_iter().zip(x.columns()) {
            let mut column: Vec<f64> = column.iter().map(|&value| value.into()).collect();
            let [low, median, high] = [0.25, 0.5, 0.75].map(|q| neural::metrics::quantile(&mut column, q));
            assert!(median.abs() < 1e-4, "{median}");
            assert!((high - low - 1.0).abs() < 1e-4, "{low} to {high} from {before}");
        }
    }
}

#[test]
fn one_wild_value_moves_no_quartile() {
    let x = Array1::linspace(0.0, 100.0, 101).insert_axis(Axis(1));
    let mut wild = x.clone();
    wild[(100, 0)] = 1e6;
    assert_eq!(Robust::fit(&x).apply(&x), Robust::fit(&wild).apply(&x));
}

#[test]
fn filling_leaves_known_values_and_the_mean_alone() {
    let gap = Real::NAN;
    let x = array![[1., gap], [gap, 4.], [3., 8.]];
    let filled = Impute::fit(&x, Fill::Mean).apply(&x);
    assert_eq!(filled, array![[1., 6.], [2., 4.], [3., 8.]]);
    assert_eq!(Impute::fit(&filled, Fill::Median).apply(&filled), filled);
}

#[test]
fn only_columns_with_gaps_in_training_are_marked() {
    let gap = Real::NAN;
    let impute = Impute::fit(&array![[1., gap], [3., 4.]], Fill::Mean);
    assert_eq!(impute.apply_with_indicators(&array![[gap, 5.]]), array![[2., 5., 0.]]);
}

#[test]
#[should_panic(expected = "Impute: column 1 has no known value in 2 rows")]
fn a_column_of_gaps_cannot_be_filled() {
    Impute::fit(&array![[1., Real::NAN], [2., Real::NAN]], Fill::Median);
}

#[test]
#[should_panic(expected = "Impute: fitted on 2 columns, applied to (1, 3)")]
fn filling_refuses_another_number_of_columns() {
    Impute::fit(&array![[1., 2.]], Fill::Mean).apply(&array![[1., 2., 3.]]);
}

#[test]
fn each_known_word_has_one_1_and_an_unknown_one_none() {
    let known = Categories::fit(&["b", "a", "b", "?"]);
    let x = known.one_hot(&["a", "?", "c"]);
    assert_eq!((known.names().join(""), x.sum_axis(Axis(1))), ("?ab".to_string(), array![1., 1., 0.]));
    assert_eq!(known.codes(&["a", "?", "c"]), array![[1.], [0.], [-1.]]);
}

#[test]
#[should_panic(expected = "Categories: cannot be fitted on 0 rows")]
fn words_need_rows() {
    Categories::fit(&[""; 0]);
}

#[test]
fn resampled_rows_have_each_class_equally_often() {
    let labels = penguins().unwrap().labels;
    let of = |rows: &[usize], class| rows.iter().filter(|&&row| labels[row] == class).count();
    let classes = [0, 1, 2].map(|class| labels.iter().filter(|&&label| label == class).count());
    let (over, under) = (over_sample(&labels, &mut rng(1)), under_sample(&labels, &mut rng(1)));
    assert_eq!([0, 1, 2].map(|class| of(&over, class)), [*classes.iter().max().unwrap(); 3]);
    assert_eq!([0, 1, 2].map(|class| of(&under, class)), [*classes.iter().min().unwrap(); 3]);
    let mut once = sorted(over);
    once.dedup();
    assert_eq!(once, (0..labels.len()).collect::<Vec<_>>(), "over-sampling loses no row");
    let mut distinct = sorted(under.clone());
    distinct.dedup();
    assert_eq!(distinct.len(), under.len(), "under-sampling repeats no row");
}

#[test]
#[should_panic(expected = "over_sample: there are no rows")]
fn no_rows_cannot_be_resampled() {
    over_sample(&[], &mut rng(1));
}

#[test]
fn shrinking_keeps_the_mean_of_each_picture_however_the_rows_lie_in_memory() {
    let x = Matrix::from_shape_fn((3, 36), |(row, pixel)| ((7 * row + pixel * pixel) % 11) as Real);
    let small = shrink(&x, 6);
    assert_eq!(small.dim(), (3, 9));
    assert_abs_diff_eq!(small.mean_axis(Axis(1)).unwrap(), x.mean_axis(Axis(1)).unwrap(), epsilon = TINY);
    let columns_first = x.t().as_standard_layout().into_owned();
    assert_eq!(shrink(&columns_first.t(), 6), small);
}

#[test]
#[should_panic(expected = "shrink: (2, 9) with pictures of side 3")]
fn a_picture_of_an_odd_side_cannot_be_halved() {
    shrink(&Matrix::zeros((2, 9)), 3);
}
