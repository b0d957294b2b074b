//! What a network consists of: its matrices, their shapes, and how many numbers are learned.

use neural::train::{Network, Training};
use report::Table;

/// A row for each trainable matrix, in the order in which the network holds them, and their sum.
pub fn summary<N: Network>(name: &str, training: &Training<N>) -> Table {
    let caption = "What is learned: each matrix of the network, its rows × columns, and how many \
                   numbers that is.";
    let mut table = Table::new(name, caption, ["matrix", "shape", "numbers"]);
    for id in training.params.ids() {
        let (rows, columns) = training.params[id].dim();
        let shape = format!("{rows} × {columns}");
        table.row([training.network.name(id), shape, (rows * columns).to_string()]);
    }
    table.row(["all".to_string(), String::new(), training.params.count().to_string()]);
    table
}
