//! Pictures moved a little: other pixels, the same digit.

use neural::{Matrix, Rng};
use rand::RngExt;

/// Moves each picture, of `width` pixels a row, by up to `far` pixels in each direction, at random; what comes in from
/// outside is paper.
pub fn shift(x: &Matrix, width: usize, far: i64, rng: &mut Rng) -> Matrix {
    let height = x.ncols() / width;
    let mut moved = Matrix::zeros(x.dim());
    let (from, to) = (x.as_slice().expect("row after row"), moved.as_slice_mut().expect("row after row"));
    for (from, to) in from.chunks_exact(x.ncols()).zip(to.chunks_exact_mut(x.ncols())) {
        let far = far.min(width.min(height) as i64 - 1); // something stays in the picture
        let (right, down) = (rng.random_range(-far..=far), rng.random_range(-far..=far));
        for row in 0..height as i64 {
            let Ok(source) = usize::try_from(row - down) else { continue };
            if source >= height {
                continue;
            }
            // Of the row, the part that stays inside the picture, at its old place and at its new one.
            let (old, new) = ((-right).max(0) as usize, right.max(0) as usize);
            let length = width - old - new;
            let (source, target) = (source * width + old, row as usize * width + new);
            to[target..target + length].copy_from_slice(&from[source..source + length]);
        }
    }
    moved
}
