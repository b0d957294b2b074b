//! The matrix products of an epoch and nothing else: what is left to win.

use crate::shapes::Shape;
use neural::{Matrix, matmul_into};

/// For each layer, inputs × outputs, how often a product of it is taken in a step: forward, and backward for the
/// weights, and for the inputs unless they are the data.
fn each_product(shape: &Shape) -> impl Iterator<Item = (usize, usize, usize)> {
    shape.sizes.windows(2).enumerate().map(|(i, ends)| (ends[0], ends[1], if i == 0 { 2 } else { 3 }))
}

/// Multiplications and additions in an epoch.
pub fn operations(shape: &Shape) -> f64 {
    each_product(shape).map(|(n, m, times)| (2 * shape.rows * n * m * times) as f64).sum()
}

/// A run through all products of an epoch, in matrices that stay where they are.
pub fn of_epoch(shape: &Shape) -> impl FnMut() + Send {
    let layers: Vec<(usize, usize, usize)> = each_product(shape).collect();
    let filled = |n: usize, m: usize| {
        Matrix::from_shape_fn((n, m), |(i, j)| ((i * 7 + j * 3) % 11) as neural::Real - 5.0)
    };
    let (rows, batch) = (shape.rows, shape.batch);
    let mut steps: Vec<usize> = vec![batch; rows / batch];
    steps.extend((rows % batch > 0).then_some(rows % batch));
    let mut held: Vec<[Matrix; 6]> = layers
        .iter()
        .map(|&(n, m, _)| {
            [
                filled(batch, n),
                filled(n, m),
                filled(batch, m),
                filled(n, m),
                filled(batch, n),
                filled(batch, m),
            ]
        })
        .collect();
    move || {
        for &size in &steps {
            for (&(_, _, times), [x, w, y, dw, dx, dy]) in layers.iter().zip(&mut held) {
                let (x, dy) = (x.slice(ndarray::s![..size, ..]), dy.slice(ndarray::s![..size, ..]));
                matmul_into(x, w.view(), y.slice_mut(ndarray::s![..size, ..]));
                matmul_into(x.t(), dy, dw.view_mut());
                if times == 3 {
                    matmul_into(dy, w.t(), dx.slice_mut(ndarray::s![..size, ..]));
                }
            }
        }
    }
}
