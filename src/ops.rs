//! Arithmetic on the tape: each forward rule with its derivative beside it.

use crate::machine::{entries, matmul, sums};
use crate::{Matrix, MatrixRef, Real, Shared, Var};
use ndarray::Array2;
use std::ops::{Add, Mul, Neg, Sub};

/// `y = x·w + b`: one layer's weighted sums, for a batch.
///
/// Shapes: `x` (n × k), `w` (k × m), `b` (1 × m), result (n × m).
///
/// # Panics
/// If the shapes do not fit.
///
/// ```
/// use ndarray::array;
/// let y = neural::affine(&array![[1., 2.]], &array![[1., 0.], [0., 10.]], &array![[0.5, 0.5]]);
/// assert_eq!(y, array![[1.5, 20.5]]);
/// ```
#[track_caller]
pub fn affine(x: &MatrixRef, w: &MatrixRef, b: &MatrixRef) -> Matrix {
    let fits = x.ncols() == w.nrows() && b.dim() == (1, w.ncols());
    assert!(fits, "affine: {:?} · {:?} + {:?}", x.dim(), w.dim(), b.dim());
    let mut y = matmul(x.view(), w.view());
    entries::add_row(&mut y, b);
    y
}

/// Σ over rows, as a row: the gradient of a row that was added to every row.
pub fn sum_rows(x: &MatrixRef) -> Matrix {
    entries::sum_columns([x], [], |[x], []| x)
}

/// Σ over all entries, as a 1 × 1 matrix.
pub(crate) fn sum(x: &MatrixRef) -> Matrix {
    Matrix::from_elem((1, 1), sums::total([x], |[x]| x) as Real)
}

impl<'t> Var<'t> {
    /// `y = x·w`;  `∂x = ∂y·wᵀ`,  `∂w = xᵀ·∂y`.
    ///
    /// Shapes: `self`, the x, (n × k), `w` (k × m), result (n × m).
    ///
    /// # Panics
    /// If the shapes do not fit.
    #[track_caller]
    pub fn matmul(self, w: Var<'t>) -> Var<'t> {
        let (x, wv) = (self.value(), w.value());
        let y = matmul(x.view(), wv.view());
        self.tape.push([self, w], y, move |dy, grads| {
            grads.add(self.id, || matmul(dy.view(), wv.t()));
            grads.add(w.id, || matmul(x.t(), dy.view()));
        })
    }

    /// `y = x·w + b`;  `∂x = ∂y·wᵀ`,  `∂w = xᵀ·∂y`,  `∂b = Σ_rows ∂y`.
    ///
    /// Shapes: as [`affine`].
    ///
    /// # Panics
    /// If the shapes do not fit.
    #[track_caller]
    pub fn affine(self, w: Var<'t>, b: Var<'t>) -> Var<'t> {
        let (x, wv, bv) = (self.value(), w.value(), b.value());
        self.tape.push([self, w, b], affine(&x, &wv, &bv), move |dy, grads| {
            grads.add(self.id, || matmul(dy.view(), wv.t()));
            grads.add(w.id, || matmul(x.t(), dy.view()));
            grads.add(b.id, || sum_rows(dy));
        })
    }

    /// `y = x + b` with the row `b` added to every row of `x`;  `∂x = ∂y`,  `∂b = Σ_rows ∂y`.
    ///
    /// # Panics
    /// If `b` is not (1 × m) for an `x` of (n × m).
    #[track_caller]
    pub fn add_row(self, b: Var<'t>) -> Var<'t> {
        let (x, bv) = (self.value(), b.value());
        assert_eq!(bv.dim(), (1, x.ncols()), "add_row: {:?} + {:?}", x.dim(), bv.dim());
        self.tape.push([self, b], &x + &bv, move |dy, grads| {
            grads.add(self.id, || dy.clone());
            grads.add(b.id, || sum_rows(dy));
        })
    }

    /// `y = c·x` for a number `c`, in the shape of `x`;  `∂x = c·∂y`.
    pub fn scale(self, c: Real) -> Var<'t> {
        self.tape.push([self], &self.value() * c, move |dy, grads| grads.add(self.id, || dy * c))
    }

    /// `y = Σ x`, as a 1 × 1 matrix;  every `∂x_ij = ∂y`.
    pub fn sum(self) -> Var<'t> {
        let x = self.value();
        let shape = x.dim();
        self.tape.push([self], sum(&x), move |dy, grads| {
            grads.add(self.id, || Array2::from_elem(shape, dy[[0, 0]]))
        })
    }

    /// `y = Σ x / n` for `n` entries, as a 1 × 1 matrix;  every `∂x_ij = ∂y / n`.
    ///
    /// # Panics
    /// If there are no entries.
    #[track_caller]
    pub fn mean(self) -> Var<'t> {
        let x = self.value();
        let (shape, count) = (x.dim(), x.len() as Real);
        assert!(!x.is_empty(), "mean: the matrix has no entries, its shape is {shape:?}");
        let mean = Array2::from_elem((1, 1), sums::mean([&x], |[x]| x));
        self.tape.push([self], mean, move |dy, grads| {
            grads.add(self.id, || Array2::from_elem(shape, dy[[0, 0]] / count))
        })
    }

    /// `y_ij = f(x_ij)`, in the shape of `x`;  `∂x = ∂y ⊙ f'(x, y)`, where the derivative may use the
    /// result `y = f(x)` too.
    pub fn map(self, f: impl Fn(Real) -> Real, derivative: impl Fn(Real, Real) -> Real + 'static) -> Var<'t> {
        let x = self.value();
        let y = Shared::from(entries::zip([&x], |[x]| f(x)));
        self.tape.push([self], y.clone(), move |dy, grads| {
            grads.add(self.id, || entries::zip([dy, &x, &y], |[dy, x, y]| dy * derivative(x, y)));
        })
    }
}

/// Panics unless the two operands of `name` have one shape.
#[track_caller]
pub(crate) fn same_shape(name: &str, a: (usize, usize), b: (usize, usize)) {
    assert_eq!(a, b, "{name}: the shapes differ");
}

impl<'t> Add for Var<'t> {
    type Output = Var<'t>;

    /// `y = a + b`;  `∂a = ∂y`,  `∂b = ∂y`.
    #[track_caller]
    fn add(self, other: Var<'t>) -> Var<'t> {
        let (a, b) = (self.value(), other.value());
        same_shape("add", a.dim(), b.dim());
        self.tape.push([self, other], &a + &b, move |dy, grads| {
            grads.add(self.id, || dy.clone());
            grads.add(other.id, || dy.clone());
        })
    }
}

impl<'t> Sub for Var<'t> {
    type Output = Var<'t>;

    /// `y = a − b`;  `∂a = ∂y`,  `∂b = −∂y`.
    #[track_caller]
    fn sub(self, other: Var<'t>) -> Var<'t> {
        let (a, b) = (self.value(), other.value());
        same_shape("sub", a.dim(), b.dim());
        self.tape.push([self, other], &a - &b, move |dy, grads| {
            grads.add(self.id, || dy.clone());
            grads.add(other.id, || -dy);
        })
    }
}

impl<'t> Mul for Var<'t> {
    type Output = Var<'t>;

    /// `y = a ⊙ b`, entry by entry;  `∂a = ∂y ⊙ b`,  `∂b = ∂y ⊙ a`.
    #[track_caller]
    fn mul(self, other: Var<'t>) -> Var<'t> {
        let (a, b) = (self.value(), other.value());
        same_shape("mul", a.dim(), b.dim());
        let y = entries::zip([&a, &b], |[a, b]| a * b);
        self.tape.push([self, other], y, move |dy, grads| {
            grads.add(self.id, || entries::zip([dy, &b], |[dy, b]| dy * b));
            grads.add(other.id, || entries::zip([dy, &a], |[dy, a]| dy * a));
        })
    }
}

impl<'t> Neg for Var<'t> {
    type Output = Var<'t>;

    fn neg(self) -> Var<'t> {
        self.scale(-1.0)
    }
}
