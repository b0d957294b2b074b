//! Dropout, early stopping, augmentation and calibration: what must hold, and what is refused.

use ndarray::{Array2, array};
use neural::data::augment::{Augment, Move};
use neural::metrics::{expected_calibration_error, overconfidence, reliability};
use neural::regularize::Penalty;
use neural::train::EarlyStopping;
use neural::{Dropout, Matrix, Mode, Params, Real, Tape, rng};
use rand::RngExt;

fn random(rows: usize, columns: usize) -> Matrix {
    let mut rng = rng(5);
    Array2::from_shape_simple_fn((rows, columns), || rng.random::<Real>())
}

#[test]
fn dropout_silences_its_share_and_keeps_the_mean() {
    let (params, mut rng) = (Params::default(), rng(3));
    let tape = Tape::new(&params);
    let x = tape.constant(Matrix::ones((200, 500)));
    for rate in [0.0, 0.1, 0.5, 0.9] {
        let y = Dropout::new(rate).forward(x, &mut Mode::Train(&mut rng)).value();
        let silent = y.iter().filter(|&&y| y == 0.0).count() as Real / y.len() as Real;
        assert!((silent - rate).abs() < 0.01, "{silent} silent at a rate of {rate}");
        assert!((y.mean().unwrap() - 1.0).abs() < 0.05, "rate {rate}");
    }
}

#[test]
#[should_panic(expected = "dropout: the rate should be from 0 to below 1, is 1")]
fn dropout_of_everything_is_refused() {
    Dropout::new(1.0);
}

#[test]
#[should_panic(expected = "dropout: the rate should be from 0 to below 1, is NaN")]
fn dropout_of_an_unknown_share_is_refused() {
    Dropout::new(Real::NAN);
}

#[test]
fn a_loss_that_is_no_number_is_no_improvement() {
    let (params, mut stopping) = (Params::default(), EarlyStopping::new(2));
    assert!(!stopping.observe(Real::NAN, &params));
    assert_eq!(stopping.best(), None);
    assert!(stopping.observe(Real::NAN, &params));
}

#[test]
fn an_improvement_smaller_than_asked_for_is_none() {
    let (params, mut stopping) = (Params::default(), EarlyStopping::new(2));
    stopping.min_delta = 0.1;
    let stops = [1.0, 0.95, 0.8, 0.75, 0.71].map(|loss| stopping.observe(loss, &params));
    assert_eq!((stops, stopping.best()), ([false, false, false, false, true], Some(0.8)));
}

#[test]
fn without_a_best_nothing_is_restored() {
    let mut params = Params::default();
    let w = params.add(array![[1.0]]);
    EarlyStopping::new(1).restore(&mut params);
    assert_eq!(params[w], array![[1.0]]);
}

#[test]
fn a_move_by_whole_pixels_and_quarter_turns_is_exact() {
    let picture = array![1., 2., 3., 4., 5., 6., 7., 8., 9.];
    let moved = |change: Move| change.picture(picture.view(), 3);
    assert_eq!(moved(Move::NONE), picture.to_vec());
    assert_eq!(moved(Move { right: 1.0, ..Move::NONE }), [0., 1., 2., 0., 4., 5., 0., 7., 8.]);
    let turned = moved(Move { turn: 90.0, ..Move::NONE });
    let clockwise: [Real; 9] = [7., 4., 1., 8., 5., 2., 9., 6., 3.];
    assert!(turned.iter().zip(clockwise).all(|(a, b)| (a - b).abs() < 1e-5), "{turned:?}");
    assert!(moved(Move { down: 50.0, ..Move::NONE }).iter().all(|&pixel| pixel == 0.0));
}

#[test]
fn augmentation_keeps_shapes_and_depends_on_the_generator_only() {
    let x = random(20, 36);
    let augment = Augment { shift: 1.0, turn: 15.0, zoom: 0.2, noise: 0.1, mirror: 0.5 };
    let [a, b, c] = [1, 1, 2].map(|seed| augment.rows(&x, 6, &mut rng(seed)));
    assert_eq!(a.dim(), x.dim());
    assert_eq!(a, b);
    assert_ne!(a, c);
    let turned = random(36, 20).reversed_axes(); // columns lie together in memory
    assert_eq!(
        augment.rows(&turned, 6, &mut rng(1)),
        augment.rows(&turned.as_standard_layout(), 6, &mut rng(1))
    );
}

#[test]
#[should_panic(expected = "a picture should have 5 × 5 pixels")]
fn pictures_of_another_size_are_refused() {
    Augment::default().rows(&random(2, 36), 5, &mut rng(0));
}

#[test]
fn calibration_by_hand() {
    // Confidences 0.6, 0.6, 0.7, 0.9, 1.0; the second and the fourth are wrong.
    let p = array![[0.6, 0.4], [0.6, 0.4], [0.3, 0.7], [0.1, 0.9], [1.0, 0.0]];
    let labels = [0, 1, 1, 0, 0];
    let bins = reliability(&labels, &p, 5);
    assert_eq!(bins.iter().map(|bin| bin.count).collect::<Vec<_>>()[..2], [0, 0]);
    assert_eq!(bins.iter().map(|bin| bin.count).sum::<usize>(), 5);
    let one = expected_calibration_error(&labels, &p, 1);
    assert!((one - (3.8 / 5.0 - 0.6)).abs() < 1e-6, "in one bin only the means count: {one}");
    assert!((overconfidence(&labels, &p) - one).abs() < 1e-9);
}

#[test]
#[should_panic(expected = "reliability: 1 labels for 2 rows")]
fn labels_and_rows_must_be_as_many() {
    reliability(&[0], &array![[1.0, 0.0], [1.0, 0.0]], 10);
}

#[test]
#[should_panic(expected = "none may be negative")]
fn a_negative_penalty_is_refused() {
    let mut params = Params::default();
    let w = params.add(array![[1.0]]);
    Penalty { l1: -1.0, l2: 0.0 }.proximal_step(&mut params, w, 0.1);
}
