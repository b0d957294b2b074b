//! Pictures moved a little: other pixels, the same digit.

use neural::{Matrix, Rng};
use rand::RngExt;

/// Moves each picture, of `width` pixels a row, by up to `far` pixels in each direction, at random; what comes in from
/// outside is paper.
pub fn shift(x: &Matrix, width: usize, far: i64, rng: &mut Rng) -> Matrix {
    let height = x.ncols() / width;
    let mut moved = Matrix::zeros(x.dim());
    for (from, mut to) in x.rows().into_iter().zip(moved.rows_mut()) {
        let (right, down) = (rng.random_range(-far..=far), rng.random_range(-far..=far));
        for row in 0..height as i64 {
            let Ok(source) = usize::try_from(row - down) else { continue };
            if source >= height {
                continue;
            }
            for column in right.max(0)..(width as i64 + right).min(width as i64) {
                to[row as usize * width + column as usize] = from[source * width + (column - right) as usize];
            }
        }
    }
    moved
}
