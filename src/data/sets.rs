//! The book's data sets, with their sources in `data/README.md`.
//!
//! `x` holds what the file holds, in the file's units: scaling is a decision, and decisions are taken where
//! they can be seen.

mod adult;

pub use adult::{Adult, adult};

use std::path::{Path, PathBuf};

use super::{Classification, DataError, Regression, Table, idx};

/// The place of one of the book's data files.
///
/// The folder `data` is looked for beside the package and then upwards.
pub fn data_file(name: &str) -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = package.ancestors().map(|folder| folder.join("data"));
    let data = folders.find(|data| data.join("SHA256SUMS").is_file());
    data.unwrap_or_else(|| package.join("data")).join(name)
}

/// Palmer penguins (Horst, Hill and Gorman, 2020): four measurements of 333 penguins of three species.
///
/// The 11 penguins of which something is not known are left out.
///
/// ```
/// let penguins = neural::data::penguins()?;
/// assert_eq!((penguins.x.dim(), penguins.dropped), ((333, 4), 11));
/// assert_eq!(penguins.classes, ["Adelie", "Chinstrap", "Gentoo"]);
/// # Ok::<(), neural::data::DataError>(())
/// ```
///
/// # Errors
/// If the file cannot be used.
pub fn penguins() -> Result<Classification, DataError> {
    let features = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"];
    let mut table = Table::read(data_file("penguins.csv"))?;
    let dropped = table.drop_missing();
    let (labels, classes) = table.classes("species")?;
    Ok(Classification {
        x: table.numbers(&features)?,
        labels,
        features: features.map(String::from).to_vec(),
        classes,
        dropped,
    })
}

/// Auto MPG (Quinlan, 1993): seven facts about 392 cars of the model years 1970 to 1982, and how many miles
/// each drives on a US gallon.
///
/// Units: cubic inches, horsepower, pounds, seconds from 0 to 60 miles per hour, years after 1900. `origin`
/// is a code (1 America, 2 Europe, 3 Japan) and not a quantity.
///
/// ```
/// let cars = neural::data::auto_mpg()?;
/// assert_eq!(cars.x.dim(), (392, 7));
/// assert_eq!(cars.y[(0, 0)], 18.0); // a Chevrolet Chevelle Malibu
/// # Ok::<(), neural::data::DataError>(())
/// ```
///
/// # Errors
/// If the file cannot be used.
pub fn auto_mpg() -> Result<Regression, DataError> {
    let columns = [
        "cylinders",
        "displacement",
        "horsepower",
        "weight",
        "acceleration",
        "year",
        "origin",
        "name",
        "mpg",
    ];
    let features = &columns[..7];
    let table = Table::read_headless(data_file("auto_mpg.csv"), 1, &columns)?;
    Ok(Regression {
        x: table.numbers(features)?,
        y: table.numbers(&["mpg"])?,
        features: features.iter().map(|name| name.to_string()).collect(),
        target: "mpg".to_string(),
    })
}

/// Breast Cancer Wisconsin, diagnostic (Wolberg, Mangasarian, Street and Street, 1993): 30 measurements of cell
/// nuclei in each of 569 samples, malignant or benign.
///
/// Ten properties of a nucleus, each as the mean over the sample's nuclei, its standard error, and its worst
/// value, the mean of the three largest.
///
/// ```
/// let samples = neural::data::breast_cancer()?;
/// assert_eq!(samples.x.dim(), (569, 30));
/// assert_eq!(samples.classes, ["malignant", "benign"]);
/// assert_eq!(samples.labels.iter().filter(|&&label| label == 0).count(), 212);
/// # Ok::<(), neural::data::DataError>(())
/// ```
///
/// # Errors
/// If the file cannot be used.
pub fn breast_cancer() -> Result<Classification, DataError> {
    let properties = [
        "radius",
        "texture",
        "perimeter",
        "area",
        "smoothness",
        "compactness",
        "concavity",
        "concave points",
        "symmetry",
        "fractal dimension",
    ];
    let features: Vec<String> = ["mean", "error of", "worst"]
        .iter()
        .flat_map(|kind| properties.map(|property| format!("{kind} {property}")))
        .collect();
    coded("breast_cancer.csv", 2, features, &["0", "1"], &["malignant", "benign"])
}

/// Wine quality, red (Cortez et al., 2009): eleven laboratory measurements of 1599 Portuguese red wines, and the
/// grade that tasters gave: the median of at least three, on a scale from 0 to 10 of which 3 to 8 occur.
///
/// ```
/// let wines = neural::data::wine_quality()?;
/// assert_eq!(wines.x.dim(), (1599, 11));
/// assert_eq!(wines.classes, ["3", "4", "5", "6", "7", "8"]);
/// assert_eq!(wines.labels.iter().filter(|&&label| label == 0).count(), 10); // only ten wines got a 3
/// # Ok::<(), neural::data::DataError>(())
/// ```
///
/// # Errors
/// If the file cannot be used.
pub fn wine_quality() -> Result<Classification, DataError> {
    let table = Table::read(data_file("winequality-red.csv"))?;
    let features = &table.columns()[..11];
    let names: Vec<&str> = features.iter().map(String::as_str).collect();
    let (labels, classes) = table.classes("quality")?;
    Ok(Classification { x: table.numbers(&names)?, labels, features: features.to_vec(), classes, dropped: 0 })
}

/// Sunspot numbers of the years 1700 to 2008 (Royal Observatory of Belgium), in the order of time.
///
/// ```
/// let sun = neural::data::sunspots()?;
/// assert_eq!((sun.x.dim(), sun.y.dim()), ((309, 1), (309, 1)));
/// assert_eq!((sun.x[(257, 0)], sun.y[(257, 0)]), (1957.0, 190.2)); // the highest of all
/// # Ok::<(), neural::data::DataError>(())
/// ```
///
/// # Errors
/// If the file cannot be used.
pub fn sunspots() -> Result<Regression, DataError> {
    let table = Table::read(data_file("sunspots.csv"))?;
    Ok(Regression {
        x: table.numbers(&["YEAR"])?,
        y: table.numbers(&["SUNACTIVITY"])?,
        features: vec!["year".to_string()],
        target: "sunspot number".to_string(),
    })
}

/// Handwritten digits (Alpaydin and Kaynak, 1998): 1797 pictures of 8 × 8 pixels, from 0 (paper) to 16 (ink).
///
/// ```
/// let digits = neural::data::digits()?;
/// assert_eq!(digits.x.dim(), (1797, 64));
/// assert_eq!(digits.labels[..3], [0, 1, 2]);
/// # Ok::<(), neural::data::DataError>(())
/// ```
///
/// # Errors
/// If the file cannot be used.
pub fn digits() -> Result<Classification, DataError> {
    coded("digits8x8.csv.gz", 1, pixels(8, 8), &DIGITS, &DIGITS)
}

/// MNIST's two parts.
#[derive(Clone, Debug)]
pub struct Mnist {
    /// 10 000 rows, 1000 of each digit.
    pub train: Classification,
    /// 2000 rows, 200 of each digit, by other writers.
    pub test: Classification,
}

/// A class-balanced part of MNIST (LeCun, Cortes and Burges): handwritten digits, 28 × 28 pixels from 0
/// (paper) to 255 (ink).
///
/// ```
/// let mnist = neural::data::mnist()?;
/// assert_eq!((mnist.train.x.dim(), mnist.test.x.dim()), ((10_000, 784), (2_000, 784)));
/// assert_eq!(mnist.test.labels.iter().filter(|&&label| label == 7).count(), 200);
/// # Ok::<(), neural::data::DataError>(())
/// ```
///
/// # Errors
/// If one of the four files cannot be used.
pub fn mnist() -> Result<Mnist, DataError> {
    let part = |name: &str| {
        let images = data_file(&format!("mnist-{name}-images.idx3.gz"));
        let labels = data_file(&format!("mnist-{name}-labels.idx1.gz"));
        let (images, labels) = idx::labelled_images(&images, &labels, DIGITS.len())?;
        Ok(Classification {
            x: images.pixels,
            labels,
            features: pixels(images.height, images.width),
            classes: DIGITS.map(String::from).to_vec(),
            dropped: 0,
        })
    };
    Ok(Mnist { train: part("train")?, test: part("t10k")? })
}

const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/// A file of features followed by a class code, without column names.
fn coded(
    name: &str,
    first_row: usize,
    features: Vec<String>,
    codes: &[&str],
    classes: &[&str],
) -> Result<Classification, DataError> {
    let names: Vec<&str> = features.iter().map(String::as_str).collect();
    let table = Table::read_headless(data_file(name), first_row, &[&names[..], &["class"]].concat())?;
    Ok(Classification {
        x: table.numbers(&names)?,
        labels: table.labels("class", codes)?,
        classes: classes.iter().map(|class| class.to_string()).collect(),
        features,
        dropped: 0,
    })
}

/// The names of the pixels of a picture, row after row.
fn pixels(height: usize, width: usize) -> Vec<String> {
    (0..height).flat_map(|y| (0..width).map(move |x| format!("pixel {y},{x}"))).collect()
}
