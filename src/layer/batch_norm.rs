//! Batch normalisation: each feature brought to mean zero and variance one over the batch.

use crate::machine::entries::{sum_columns, zip_rows};
use crate::ops::sum_rows;
use crate::state::replace;
use crate::{Entry, Matrix, MatrixRef, Mode, ParamId, Params, Real, State, StateError, Stateful, Var};

/// Mean and variance of each feature, (1 × features) both.
#[derive(Clone, Debug, PartialEq)]
pub struct Statistics {
    /// μ.
    pub mean: Matrix,
    /// s².
    pub variance: Matrix,
}

impl Statistics {
    /// Of the rows of `x`; the variance is the mean square distance from the mean, with `n` below the sum.
    ///
    /// ```
    /// use ndarray::array;
    /// let seen = neural::layer::Statistics::of(&array![[1.0, 5.0], [3.0, 5.0]]);
    /// assert_eq!((seen.mean, seen.variance), (array![[2.0, 5.0]], array![[1.0, 0.0]]));
    /// ```
    ///
    /// # Panics
    /// If there are no rows.
    #[track_caller]
    pub fn of(x: &MatrixRef) -> Self {
        assert!(x.nrows() > 0, "statistics: there are no rows");
        let n = x.nrows() as Real;
        let mean = sum_rows(x) / n;
        let variance = sum_columns([x], [&mean], |[x], [mean]| (x - mean) * (x - mean)) / n;
        Statistics { mean, variance }
    }

    /// `1 / √(s² + ε)`, (1 × features); NaN for an infinite variance, which would make every row
    /// the same.
    fn inverse_deviation(&self, epsilon: Real) -> Matrix {
        let inverse = |variance: Real| 1.0 / (variance + epsilon).sqrt();
        self.variance.mapv(|variance| if variance.is_infinite() { Real::NAN } else { inverse(variance) })
    }

    /// `y = γ ⊙ x̂ + β`, in the shape of `x`.
    fn normalize(&self, x: &MatrixRef, gamma: &MatrixRef, beta: &MatrixRef, epsilon: Real) -> Matrix {
        let inverse = self.inverse_deviation(epsilon);
        zip_rows([x], [&self.mean, &inverse, gamma, beta], |[x], [mean, inverse, gamma, beta]| {
            x_hat(x, mean, inverse) * gamma + beta
        })
    }

    /// `∂γ = Σ_rows ∂y ⊙ x̂`.
    fn gradient_of_gamma(&self, dy: &MatrixRef, x: &MatrixRef, inverse: &MatrixRef) -> Matrix {
        sum_columns([dy, x], [&self.mean, inverse], |[dy, x], [mean, inverse]| dy * x_hat(x, mean, inverse))
    }
}

/// `x̂ = (x − μ) / √(s² + ε)`.
#[inline(always)]
fn x_hat(x: Real, mean: Real, inverse_deviation: Real) -> Real {
    (x - mean) * inverse_deviation
}

/// `y = γ ⊙ x̂ + β` with `x̂ = (x − μ) / √(s² + ε)`: μ and s² of this batch (Ioffe and Szegedy, 2015, algorithm 1).
///
/// Shapes: `x` (n × d), `gamma` and `beta` (1 × d). Returns `y`, (n × d), and the batch's statistics.
///
/// # Panics
/// If the shapes do not fit, or the batch has fewer than two rows: a single row is its own mean, so its `x̂` is zero
/// and `y = β` whatever `x` is.
///
/// ```
/// use ndarray::array;
/// let (gamma, beta) = (array![[10.0]], array![[5.0]]);
/// let (y, _) = neural::layer::batch_norm(&array![[1.0], [3.0]], &gamma, &beta, 0.0);
/// assert_eq!(y, array![[-5.0], [15.0]]);
/// ```
#[track_caller]
pub fn batch_norm(x: &MatrixRef, gamma: &MatrixRef, beta: &MatrixRef, epsilon: Real) -> (Matrix, Statistics) {
    check(x, gamma, beta);
    assert!(
        x.nrows() > 1,
        "batch_norm: {} row in training, but a variance needs two; leave out the last, smaller batch of an epoch, or \
         use Mode::Eval if nothing is being trained",
        x.nrows()
    );
    let seen = Statistics::of(x);
    (seen.normalize(x, gamma, beta, epsilon), seen)
}

/// The gradients `[∂x, ∂γ, ∂β]` of [`batch_norm`], from `∂y`, its `x` and the batch's statistics.
///
/// `∂β = Σ_rows ∂y`,  `∂γ = Σ_rows ∂y ⊙ x̂`,  `∂x = γ / √(s² + ε) ⊙ (∂y − (∂β + x̂ ⊙ ∂γ) / n)`: the batch's mean and
/// variance depend on every row, so each row's gradient has a share of all.
///
/// # Panics
/// If the shapes do not fit, or there are no rows.
#[track_caller]
pub fn batch_norm_gradient(
    dy: &MatrixRef,
    x: &MatrixRef,
    seen: &Statistics,
    gamma: &MatrixRef,
    epsilon: Real,
) -> [Matrix; 3] {
    let fits = dy.dim() == x.dim() && gamma.dim() == (1, x.ncols()) && x.nrows() > 0;
    assert!(fits, "batch_norm_gradient: {:?} of {:?} · {:?}", dy.dim(), x.dim(), gamma.dim());
    check_statistics("batch_norm_gradient", x, seen);
    let n = dy.nrows() as Real;
    let inverse = seen.inverse_deviation(epsilon);
    let (dgamma, dbeta) = (seen.gradient_of_gamma(dy, x, &inverse), sum_rows(dy));
    let (of_gamma, of_beta) = (&dgamma / n, &dbeta / n);
    let rows = [&seen.mean, &inverse, gamma, &of_gamma, &of_beta];
    let dx = zip_rows([dy, x], rows, |[dy, x], [mean, inverse, gamma, of_gamma, of_beta]| {
        (dy - of_beta - x_hat(x, mean, inverse) * of_gamma) * (inverse * gamma)
    });
    [dx, dgamma, dbeta]
}

/// Panics unless γ and β are rows that fit `x`.
#[track_caller]
fn check(x: &MatrixRef, gamma: &MatrixRef, beta: &MatrixRef) {
    let fits = gamma.dim() == (1, x.ncols()) && beta.dim() == gamma.dim();
    assert!(fits, "batch_norm: {:?} · {:?} + {:?}", x.dim(), gamma.dim(), beta.dim());
}

/// Panics unless mean and variance are rows that fit `x`.
#[track_caller]
fn check_statistics(name: &str, x: &MatrixRef, seen: &Statistics) {
    let (mean, variance) = (seen.mean.dim(), seen.variance.dim());
    let fits = mean == (1, x.ncols()) && variance == mean;
    assert!(fits, "{name}: {:?} with a mean {mean:?} and a variance {variance:?}", x.dim());
}

impl<'t> Var<'t> {
    /// [`batch_norm`] as one node; [`batch_norm_gradient`] is its pullback. Returns the batch's statistics too.
    ///
    /// Shapes: as [`batch_norm`].
    ///
    /// # Panics
    /// As [`batch_norm`].
    #[track_caller]
    pub fn batch_norm(self, gamma: Var<'t>, beta: Var<'t>, epsilon: Real) -> (Var<'t>, Statistics) {
        let (x, scale) = (self.value(), gamma.value());
        let (y, seen) = batch_norm(&x, &scale, &beta.value(), epsilon);
        let statistics = seen.clone();
        let y = self.tape.push([self, gamma, beta], y, move |dy, grads| {
            let [dx, dgamma, dbeta] = batch_norm_gradient(dy, &x, &seen, &scale, epsilon);
            grads.add(self.id, || dx);
            grads.add(gamma.id, || dgamma);
            grads.add(beta.id, || dbeta);
        });
        (y, statistics)
    }

    /// `y = γ ⊙ x̂ + β` with a mean and variance that are given, and so depend on no row:  `∂x = ∂y ⊙ γ / √(s² + ε)`,
    /// `∂γ = Σ_rows ∂y ⊙ x̂`,  `∂β = Σ_rows ∂y`.
    ///
    /// Shapes: `self` (n × d), `gamma`, `beta` and what is given (1 × d), result (n × d).
    ///
    /// # Panics
    /// If the shapes do not fit.
    #[track_caller]
    pub fn fixed_norm(self, gamma: Var<'t>, beta: Var<'t>, given: &Statistics, epsilon: Real) -> Var<'t> {
        let (x, scale, shift) = (self.value(), gamma.value(), beta.value());
        check(&x, &scale, &shift);
        check_statistics("fixed_norm", &x, given);
        let (y, given) = (given.normalize(&x, &scale, &shift, epsilon), given.clone());
        self.tape.push([self, gamma, beta], y, move |dy, grads| {
            let inverse = given.inverse_deviation(epsilon);
            grads.add(self.id, || dy * &(&inverse * &scale));
            grads.add(gamma.id, || given.gradient_of_gamma(dy, &x, &inverse));
            grads.add(beta.id, || sum_rows(dy));
        })
    }
}

/// Batch normalisation as a layer (Ioffe and Szegedy, 2015): the batch's statistics while training,
/// running ones in use.
///
/// ```
/// use ndarray::array;
/// use neural::{BatchNorm, Mode, Params, Tape};
/// let mut params = Params::default();
/// let mut norm = BatchNorm::new(&mut params, 1);
/// let tape = Tape::new(&params);
/// let x = tape.constant(array![[1.0], [3.0]]);
/// let y = norm.forward(x, &mut Mode::Train(&mut neural::rng(0)));
/// assert!((y.value()[[1, 0]] - 1.0).abs() < 1e-4);
/// // A tenth of the way from 0 to the batch's mean, 2; from 1 to its variance with n − 1 below, 2.
/// assert!((norm.running.mean[[0, 0]] - 0.2).abs() < 1e-6);
/// assert!((norm.running.variance[[0, 0]] - 1.1).abs() < 1e-6);
/// ```
#[derive(Clone, Debug)]
pub struct BatchNorm {
    /// γ, the scale, (1 × features); starts at 1.
    pub gamma: ParamId,
    /// β, the shift, (1 × features); starts at 0.
    pub beta: ParamId,
    /// What [`Mode::Eval`] normalises with. No gradient moves it; it has to be saved and loaded with the parameters.
    pub running: Statistics,
    /// How much of `running` is kept at each training step. PyTorch's `momentum` is `1 − kept`, Keras's is `kept`.
    pub kept: Real,
    /// ε, beside the variance, so that a feature that does not vary is not divided by zero.
    pub epsilon: Real,
}

impl BatchNorm {
    /// For so many features; nine tenths kept and an ε of 1e-5, as in PyTorch.
    pub fn new(params: &mut Params, features: usize) -> Self {
        let (zeros, ones) = (Matrix::zeros((1, features)), Matrix::ones((1, features)));
        let (gamma, beta) = (params.add(ones.clone()), params.add(zeros.clone()));
        BatchNorm {
            gamma,
            beta,
            running: Statistics { mean: zeros, variance: ones },
            kept: 0.9,
            epsilon: 1e-5,
        }
    }

    /// [`BatchNorm::train`] or [`BatchNorm::eval`], as the mode says.
    ///
    /// Shapes: `x` (n × features), result the same.
    ///
    /// # Panics
    /// If `x` has another number of columns, or in training fewer than two rows.
    #[track_caller]
    pub fn forward<'t>(&mut self, x: Var<'t>, mode: &mut Mode) -> Var<'t> {
        match mode {
            Mode::Train(_) => self.train(x),
            Mode::Eval => self.eval(x),
        }
    }

    /// Normalises with the batch's statistics, and moves the running ones towards them.
    ///
    /// `running ← kept · running + (1 − kept) · seen`, where the variance seen has `n − 1` below its sum: the paper's
    /// unbiased estimate for rows that are yet to come.
    ///
    /// # Panics
    /// As [`BatchNorm::forward`].
    #[track_caller]
    pub fn train<'t>(&mut self, x: Var<'t>) -> Var<'t> {
        let (gamma, beta) = (x.tape.param(self.gamma), x.tape.param(self.beta));
        let (y, seen) = x.batch_norm(gamma, beta, self.epsilon);
        let n = x.value().nrows() as Real;
        let share = 1.0 - self.kept;
        let Statistics { mean, variance } = &mut self.running;
        *mean = &*mean * self.kept + seen.mean * share;
        *variance = &*variance * self.kept + seen.variance * (share * n / (n - 1.0));
        y
    }

    /// Normalises each row with the running statistics: what comes out depends on that row alone.
    ///
    /// # Panics
    /// As [`BatchNorm::forward`].
    #[track_caller]
    pub fn eval<'t>(&self, x: Var<'t>) -> Var<'t> {
        let (gamma, beta) = (x.tape.param(self.gamma), x.tape.param(self.beta));
        x.fixed_norm(gamma, beta, &self.running, self.epsilon)
    }
}

/// The running statistics, (1 × features) each; γ and β are parameters, and kept with the others.
impl Stateful for BatchNorm {
    fn state(&self) -> State {
        let mut state = State::default();
        state.put("running_mean", Entry::Reals(self.running.mean.clone()));
        state.put("running_variance", Entry::Reals(self.running.variance.clone()));
        state
    }

    fn set_state(&mut self, state: &State) -> Result<(), StateError> {
        let shape = self.running.mean.dim();
        replace(self, state, |next| {
            next.running.mean = state.reals("running_mean", shape)?;
            next.running.variance = state.reals("running_variance", shape)?;
            Ok(())
        })
    }
}
