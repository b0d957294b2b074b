//! Losses of two weights, which can be drawn, and walks on them.

use crate::least;
use ndarray::arr2;
use neural::optim::Optimizer;
use neural::{Params, Real, Tape, Var};
use rayon::prelude::*;

/// A loss of two weights, each a 1 × 1 matrix.
pub type Surface = for<'t> fn(Var<'t>, Var<'t>) -> Var<'t>;

/// Two weights.
pub type Place = (Real, Real);

/// `(x² + RATIO · y²) / 2`: curvature 1 along x, `RATIO` along y.
pub fn ravine<'t, const RATIO: usize>(x: Var<'t>, y: Var<'t>) -> Var<'t> {
    (x * x + (y * y).scale(RATIO as Real)).scale(0.5)
}

/// Where walks in a ravine begin.
pub const ABOVE: Place = (10.0, 1.0);

/// Less than a thousandth of the way from [`ABOVE`] to (0, 0) is left.
pub fn at_the_bottom(place: &Place) -> bool {
    place.0.hypot(place.1) < 1e-3 * ABOVE.0.hypot(ABOVE.1)
}

/// The height of a surface at a place.
pub fn height(surface: Surface, (x, y): Place) -> Real {
    let params = Params::default();
    let tape = Tape::new(&params);
    surface(tape.constant(arr2(&[[x]])), tape.constant(arr2(&[[y]]))).value()[[0, 0]]
}

/// The places visited from `start` on: `steps + 1` of them, or fewer if the path leaves for
/// infinity.
pub fn walk(surface: Surface, start: Place, optimizer: &mut dyn Optimizer, steps: usize) -> Vec<Place> {
    let mut params = Params::default();
    let [x, y] = [start.0, start.1].map(|w| params.add(arr2(&[[w]])));
    let mut path = vec![start];
    for _ in 0..steps {
        let tape = Tape::new(&params);
        let grads = surface(tape.param(x), tape.param(y)).backward();
        optimizer.step(&mut params, &grads);
        let here = (params[x][[0, 0]], params[y][[0, 0]]);
        let far = here.0.hypot(here.1);
        if far.is_nan() || far > 1e6 {
            break;
        }
        path.push(here);
    }
    path
}

/// The step after which a walk of `patience` steps stays `near` where it should go, if there is
/// one.
pub fn arrival(path: &[Place], patience: usize, near: impl Fn(&Place) -> bool) -> Option<usize> {
    let far = path.iter().rposition(|place| !near(place))?;
    (path.len() == patience + 1 && far < patience).then_some(far + 1)
}

/// The rates that a rule may try on a surface: four for each power of ten, from 1e-4 to 1000.
pub fn fine_rates() -> impl Iterator<Item = Real> {
    (0..=28).map(|i| Real::powf(10.0, i as Real / 4.0 - 4.0))
}

/// The rate for which `cost` is least, with that cost; the rates are tried side by side.
///
/// # Panics
/// If it is the lowest or the highest of them: a better one may lie outside.
pub fn best_rate(cost: impl Fn(Real) -> f64 + Sync) -> (Real, f64) {
    let rates: Vec<Real> = fine_rates().collect();
    let costs: Vec<f64> = rates.par_iter().map(|&rate| cost(rate)).collect();
    let best = least(&costs);
    let inside = 0 < best && best < rates.len() - 1;
    assert!(inside || costs[best].is_infinite(), "the best rate, {}, is at an end", rates[best]);
    (rates[best], costs[best])
}
