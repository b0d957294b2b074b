//! Gradients by brute force: how they work, and what they cost.

use crate::by_hand::{BINARY, TANH, TwoLayers, descend, loss_of, two_layers};
use crate::pictures::xor;
use crate::xor::{RATE, solved};
use crate::{BATCH, SIZES};
use neural::gradcheck::numerical_gradient;
use neural::init::lecun_normal;
use neural::{Matrix, MatrixRef, Params, Real, rng};
use report::{Report, Table};

/// The nudge that suits central differences in this precision, the cube root of the machine
/// epsilon.
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
    let (x, y) = xor();
    let mut params = Params::default();
    let mut rng = rng(report.seed());
    let net = two_layers(&mut params, [2, 4, 1], (TANH, BINARY), lecun_normal, &mut rng);
    report.value("nudged-before", format!("{:.2}", loss_of(&net, &params, &x, &y)));
    for _ in 0..400 {
        let gradients = by_nudging(&net, &mut params, &x, &y, nudge());
        descend(&net, &mut params, &gradients, RATE);
    }
    report.value("nudged-steps", 400);
    report.value("nudged-after", format!("{:.2}", loss_of(&net, &params, &x, &y)));
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
    let costs = [
        ("XOR, 4 hidden units", Cost { rows: 4, sizes: [2, 4, 1] }),
        ("digits, 64 hidden units", Cost { rows: BATCH, sizes: SIZES }),
    ];
    let mut table = Table::new(
        "price",
        "What one gradient costs, for a batch of the size in the second column.",
        [
            "network",
            "rows in the batch",
            "numbers to learn",
            "forward passes, nudging",
            "multiplications, nudging",
            "multiplications, backpropagation",
        ],
    );
    for (name, cost) in &costs {
        let counts = [
            cost.rows,
            cost.numbers(),
            cost.passes(),
            cost.passes() * cost.forward(),
            cost.forward() + cost.backward(),
        ];
        let counts = counts.map(|count| count.to_string());
        table.row([name.to_string()].into_iter().chain(counts));
    }
    report.table(table);
    let large = &costs[1].1;
    let backpropagation = (large.forward() + large.backward()) as f64;
    let ratio = backpropagation / large.forward() as f64;
    report.value("numbers", large.numbers());
    report.value("passes", large.passes());
    report.value("backpropagation-passes", format!("{ratio:.1}"));
    let cheaper = (large.passes() * large.forward()) as f64 / backpropagation;
    report.value("nudging-ratio", cheaper.round());
    let cheap = costs.iter().all(|(_, cost)| cost.backward() <= 2 * cost.forward());
    let seen = format!("forward and back cost as much as {ratio:.3} forward passes");
    report.fact("backward-costs-at-most-two-forwards", cheap, seen);
}
