//! New pictures from old ones: shifted, turned, zoomed, mirrored, with noise.

use crate::{Matrix, MatrixRef, Real, Rng};
use ndarray::{ArrayView1, Zip};
use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};

/// How a picture is moved about its middle: zoomed and turned first, then shifted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Move {
    /// To the right, in pixels.
    pub right: Real,
    /// Downwards, in pixels.
    pub down: Real,
    /// Clockwise, in degrees.
    pub turn: Real,
    /// The factor by which the picture grows.
    pub zoom: Real,
}

impl Move {
    /// Leaves everything where it is.
    pub const NONE: Move = Move { right: 0.0, down: 0.0, turn: 0.0, zoom: 1.0 };

    /// The moved picture of `side` × `side` pixels; what lies outside the old one is 0, paper.
    ///
    /// Each new pixel asks where it came from, and mixes the four old pixels around that place (bilinear
    /// interpolation), each in proportion to how near it is.
    ///
    /// # Panics
    /// If the picture has not `side`² pixels, or `zoom` is not positive.
    ///
    /// ```
    /// use neural::data::augment::Move;
    /// use ndarray::aview1;
    /// let picture = aview1(&[0., 8., 0., 0.]);
    /// assert_eq!(Move { down: 0.5, ..Move::NONE }.picture(picture, 2), [0., 4., 0., 4.]);
    /// ```
    #[track_caller]
    pub fn picture(&self, old: ArrayView1<Real>, side: usize) -> Vec<Real> {
        let Move { right, down, turn, zoom } = *self;
        assert_eq!(old.len(), side * side, "augment: a picture should have {side} × {side} pixels");
        assert!(zoom > 0.0, "augment: the zoom should be positive, is {zoom}");
        // The picture with a frame of paper, so that each place has four pixels around it.
        let wide = side + 2;
        let mut framed = vec![0.0; wide * wide];
        for (i, &pixel) in old.iter().enumerate() {
            framed[(i / side + 1) * wide + i % side + 1] = pixel;
        }
        let middle = (side as Real - 1.0) / 2.0;
        let (sin, cos) = turn.to_radians().sin_cos();
        let (sin, cos) = (sin / zoom, cos / zoom);
        let mut new = Vec::with_capacity(side * side);
        for row in 0..side {
            for column in 0..side {
                // Where it came from: back by the shift, then turned back and shrunk.
                let (x, y) = (column as Real - middle - right, row as Real - middle - down);
                let (x, y) = (cos * x + sin * y + middle, cos * y - sin * x + middle);
                new.push(bilinear(&framed, wide, x + 1.0, y + 1.0));
            }
        }
        new
    }
}

/// A picture of `wide` × `wide` pixels at a place between them; beyond the edge it is as at the edge.
#[inline]
fn bilinear(picture: &[Real], wide: usize, x: Real, y: Real) -> Real {
    let last = (wide - 1) as Real;
    let (x, y) = (x.clamp(0.0, last), y.clamp(0.0, last));
    let (left, above) = ((x as usize).min(wide - 2), (y as usize).min(wide - 2));
    let (to_right, to_below) = (x - left as Real, y - above as Real);
    let (upper, lower) = (&picture[above * wide + left..][..2], &picture[(above + 1) * wide + left..][..2]);
    let upper = upper[0] + (upper[1] - upper[0]) * to_right;
    let lower = lower[0] + (lower[1] - lower[0]) * to_right;
    upper + (lower - upper) * to_below
}

/// How much chance may change a picture; the default changes nothing.
///
/// ```
/// use neural::data::augment::Augment;
/// use ndarray::array;
/// let x = array![[0., 1., 0., 2.]]; // one picture of 2 × 2 pixels
/// let mirror = Augment { mirror: 1.0, ..Augment::default() };
/// assert_eq!(mirror.rows(&x, 2, &mut neural::rng(0)), array![[1., 0., 2., 0.]]);
/// assert_eq!(Augment::default().rows(&x, 2, &mut neural::rng(0)), x);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Augment {
    /// The greatest shift in each direction, in pixels.
    pub shift: Real,
    /// The greatest turn either way, in degrees.
    pub turn: Real,
    /// The zoom is from 1 less this to 1 plus this.
    pub zoom: Real,
    /// The standard deviation of what is added to each pixel.
    pub noise: Real,
    /// The chance that left and right change places.
    pub mirror: Real,
}

impl Augment {
    /// A new version of each row, a picture of `side` × `side` pixels.
    ///
    /// # Panics
    /// If the rows have not `side`² columns, or a limit is negative or no finite number, the zoom
    /// not below 1, or the mirror's chance above 1.
    #[track_caller]
    pub fn rows(&self, x: &MatrixRef, side: usize, rng: &mut Rng) -> Matrix {
        let limits = [self.shift, self.turn, self.zoom, self.noise, self.mirror];
        let sound = limits.iter().all(|&limit| limit >= 0.0 && limit.is_finite());
        assert!(sound && self.zoom < 1.0 && self.mirror <= 1.0, "augment: these are no limits: {self:?}");
        assert_eq!(x.ncols(), side * side, "augment: a picture should have {side} × {side} pixels");
        let mut new = x.as_standard_layout().into_owned();
        let moves = self.shift > 0.0 || self.turn > 0.0 || self.zoom > 0.0;
        for mut picture in new.rows_mut() {
            if self.mirror > 0.0 && rng.random::<Real>() < self.mirror {
                let row = picture.as_slice_mut().expect("a new matrix is in order");
                row.chunks_mut(side).for_each(<[Real]>::reverse);
            }
            if moves {
                let moved = self.draw(rng).picture(picture.view(), side);
                picture.iter_mut().zip(moved).for_each(|(pixel, moved)| *pixel = moved);
            }
        }
        if self.noise > 0.0 {
            Zip::from(&mut new).for_each(|pixel| {
                let noise: Real = StandardNormal.sample(rng);
                *pixel += self.noise * noise;
            });
        }
        new
    }

    /// A random move within the limits.
    fn draw(&self, rng: &mut Rng) -> Move {
        let mut within = |limit: Real| limit * (2.0 * rng.random::<Real>() - 1.0);
        Move {
            right: within(self.shift),
            down: within(self.shift),
            turn: within(self.turn),
            zoom: 1.0 + within(self.zoom),
        }
    }
}
