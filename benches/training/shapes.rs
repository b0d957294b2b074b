//! What is timed, in numbers: here and in the peers that are written in Rust.

/// A network, its data and its optimiser, in numbers.
pub struct Shape {
    /// What the workload is called.
    pub name: &'static str,
    /// The number of inputs, of units in each hidden layer, and of classes.
    pub sizes: &'static [usize],
    /// Rows to train on.
    pub rows: usize,
    /// Rows in a batch.
    pub batch: usize,
    /// Batch norm and dropout of a fifth after each hidden layer.
    pub normed: bool,
    /// Adam at 0.001; else gradient descent at 0.1.
    pub adam: bool,
}

/// The workloads that train.
#[rustfmt::skip] // a table
pub const WORKLOADS: [Shape; 4] = [
    Shape { name: "W1", sizes: &[64, 64, 10], rows: 1_797, batch: 32, normed: false, adam: false },
    Shape { name: "W2", sizes: &[784, 128, 10], rows: 12_000, batch: 64, normed: false, adam: false },
    Shape { name: "W3", sizes: &[784, 512, 256, 10], rows: 12_000, batch: 128, normed: false, adam: true },
    Shape { name: "W4", sizes: &[784, 128, 10], rows: 12_000, batch: 64, normed: true, adam: true },
];

/// The network of W2 in use, on so many rows.
pub const INFERENCE: Shape = Shape { name: "I", rows: 10_000, ..WORKLOADS[1] };

impl Shape {
    /// Steps of the optimiser in an epoch.
    pub fn steps(&self) -> usize {
        self.rows.div_ceil(self.batch)
    }
}
