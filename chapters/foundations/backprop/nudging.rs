//! Gradients by brute force: how they work, what they cost, and what one of them is made of.

use crate::by_hand::{BINARY, Pass, TANH, TwoLayers, descend, forward, loss_of, two_layers};
use crate::pictures::xor;
use crate::xor::{RATE, solved};
use crate::{BATCH, SIZES};
use ndarray::array;
use neural::activation::{sigmoid, tanh_prime};
use neural::gradcheck::numerical_gradient;
use neural::init::lecun_normal;
use neural::{Matrix, MatrixRef, Params, Real, rng};
use report::Report;

/// The nudge that suits central differences in this precision, the cube root of the machine epsilon.
pub fn nudge() -> Real {
    Real::EPSILON.cbrt()
}

/// All four gradients, by nudging each number up and down by `h`.
pub fn by_nudging(
    net: &TwoLayers,
    params: &mut Params,
    x: &MatrixRef,
    y: &MatrixRef,
    h: Real,
) -> [Matrix; 4] {
    net.ids.map(|id| numerical_gradient(params, id, h, |params| loss_of(net, params, x, y)))
}

pub fn every_number_in_turn(report: &mut Report) {
    report.section("nudging", "XOR, learned by nudging every number in turn");
    let (x, y) = xor();
    let mut params = Params::default();
    let net = two_layers(&mut params, [2, 4, 1], (TANH, BINARY), lecun_normal, &mut rng(report.seed()));
    for step in 0..=400 {
        if step % 100 == 0 {
            writeln!(report, "after {step:3} steps the loss is {:.3}", loss_of(&net, &params, &x, &y));
        }
        let gradients = by_nudging(&net, &mut params, &x, &y, nudge());
        descend(&net, &mut params, &gradients, RATE);
    }
    report.fact("nudging-solves-xor", solved(&net, &params), "all four answers are right");
    the_price(report);
}

/// Counts what a gradient of a two-layer network costs, for a batch of `rows`.
struct Cost {
    rows: usize,
    sizes: [usize; 3],
}

impl Cost {
    /// How many weights and biases there are.
    fn numbers(&self) -> usize {
        let [d, h, k] = self.sizes;
        (d + 1) * h + (h + 1) * k
    }

    /// Forward passes by nudging: two for each number.
    fn passes(&self) -> usize {
        2 * self.numbers()
    }

    /// Multiplications of one forward pass: X·W₁ and A₁·W₂.
    fn forward(&self) -> usize {
        let [d, h, k] = self.sizes;
        self.rows * (d * h + h * k)
    }

    /// Multiplications of one backward pass: Xᵀ·Δ₁, A₁ᵀ·Δ₂ and Δ₂·W₂ᵀ.
    fn backward(&self) -> usize {
        let [d, h, k] = self.sizes;
        self.rows * (d * h + 2 * h * k)
    }
}

fn the_price(report: &mut Report) {
    report.section("price", "What one gradient costs");
    let costs = [Cost { rows: 4, sizes: [2, 4, 1] }, Cost { rows: BATCH, sizes: SIZES }];
    writeln!(report, "                                      XOR        digits");
    let mut row = |name: &str, count: fn(&Cost) -> usize| {
        writeln!(report, "{name:34} {:6} {:13}", count(&costs[0]), count(&costs[1]));
    };
    row("rows in a batch", |cost| cost.rows);
    row("numbers to learn", Cost::numbers);
    row("forward passes, by nudging", Cost::passes);
    row("multiplications, by nudging", |cost| cost.passes() * cost.forward());
    row("multiplications, backpropagation", |cost| cost.forward() + cost.backward());
    let large = &costs[1];
    let backpropagation = (large.forward() + large.backward()) as f64;
    let ratio = backpropagation / large.forward() as f64;
    report.value("numbers", large.numbers());
    report.value("passes", large.passes());
    report.value("backpropagation-passes", format!("{ratio:.2}"));
    report.value("nudging-ratio", ((large.passes() * large.forward()) as f64 / backpropagation).round());
    let cheap = costs.iter().all(|cost| cost.backward() <= 2 * cost.forward());
    report.fact("backward-costs-at-most-two-forwards", cheap, format!("{ratio:.3} forward passes in all"));
}

pub fn one_path(report: &mut Report) {
    report.section("path", "One path through the network for XOR, from one weight to the loss");
    let (x, y) = (array![[1., 0.]], array![[1.]]);
    let mut params = Params::default();
    let net = two_layers(&mut params, [2, 4, 1], (TANH, BINARY), lecun_normal, &mut rng(report.seed()));
    let Pass { a1, z2, .. } = forward(&net, &params, &x);
    let slopes = [
        ("L along z₂", "ŷ − y", sigmoid(z2[[0, 0]]) - y[[0, 0]]),
        ("z₂ along a₁", "the weight w₂", params[net.ids[2]][[0, 0]]),
        ("a₁ along z₁", "1 − a₁²", tanh_prime(a1[[0, 0]])),
        ("z₁ along w₁", "the input x", x[[0, 0]]),
    ];
    writeln!(report, "the slope of           is                   in numbers");
    for (which, formula, slope) in slopes {
        writeln!(report, "{which:22} {formula:14} {slope:11.5}");
    }
    let product: Real = slopes.iter().map(|(.., slope)| slope).product();
    let nudged = by_nudging(&net, &mut params, &x, &y, nudge())[0][[0, 0]];
    writeln!(report, "L along w₁             their product  {product:11.5}");
    writeln!(report, "L along w₁             by nudging w₁  {nudged:11.5}");
    let difference = (product - nudged).abs() / product.abs();
    report.fact("a-product-of-slopes", difference < 1e-3, format!("relative difference {difference:.0e}"));
}
