//! MNIST's digits in pictures of half the side, on which many networks can be trained in a few seconds.

use crate::parts::{Digits, Part};
use neural::data::{Classification, DataError, mnist, shrink, stratified_split};

/// The side of a picture after every 2 × 2 pixels became one.
pub const SIDE: usize = 14;

/// Pictures from 0 (paper) to 1 (ink), n × 196; `share` of each digit's training rows are there to choose settings by.
pub fn read(share: f64) -> Result<Digits, DataError> {
    let mnist = mnist()?;
    let split = stratified_split(&mnist.train.labels, share, &mut neural::rng(0));
    let part = |data: Classification| Part::new(shrink(&data.x, 2 * SIDE) / 255.0, data.labels);
    let (train, choose) = (mnist.train.rows(&split.train), mnist.train.rows(&split.test));
    Ok(Digits { train: part(train), choose: part(choose), test: part(mnist.test) })
}
