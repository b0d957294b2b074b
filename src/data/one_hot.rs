//! Class labels as rows of a matrix.

use crate::Matrix;

/// One row for each label: 1 in the label's column, 0 elsewhere; labels × `classes`.
///
/// ```
/// use ndarray::array;
/// assert_eq!(neural::data::one_hot(&[2, 0], 3), array![[0., 0., 1.], [1., 0., 0.]]);
/// ```
///
/// # Panics
/// If a label is not below `classes`.
#[track_caller]
pub fn one_hot(labels: &[usize], classes: usize) -> Matrix {
    let mut matrix = Matrix::zeros((labels.len(), classes));
    for (row, &label) in labels.iter().enumerate() {
        assert!(label < classes, "one_hot: label {label} in row {row}, but the classes are 0..{classes}");
        matrix[(row, label)] = 1.0;
    }
    matrix
}
