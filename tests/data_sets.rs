//! The book's data sets hold what `data/README.md` and the chapters say of them.

use std::fs;

use ndarray::Axis;
use neural::data::{auto_mpg, breast_cancer, data_file, digits, mnist, penguins, sunspots, wine_quality};
use neural::{Matrix, Real};

fn counts(labels: &[usize], classes: usize) -> Vec<usize> {
    (0..classes).map(|class| labels.iter().filter(|&&label| label == class).count()).collect()
}

fn range(x: &Matrix) -> (Real, Real) {
    x.fold((Real::INFINITY, Real::NEG_INFINITY), |(min, max), &value| (min.min(value), max.max(value)))
}

#[test]
fn penguins_are_as_described() {
    let set = penguins().unwrap();
    assert_eq!((set.x.dim(), set.labels.len(), set.dropped), ((333, 4), 333, 11));
    assert_eq!(set.features, ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]);
    assert_eq!(set.classes, ["Adelie", "Chinstrap", "Gentoo"]);
    assert_eq!(counts(&set.labels, 3), [146, 68, 119]);
    assert_eq!(set.x.row(0).to_vec(), [39.1, 18.7, 181.0, 3750.0]);
}

#[test]
fn cars_are_as_described() {
    let set = auto_mpg().unwrap();
    assert_eq!((set.x.dim(), set.y.dim()), ((392, 7), (392, 1)));
    assert_eq!((set.features.len(), set.target.as_str()), (7, "mpg"));
    assert_eq!(set.x.row(0).to_vec(), [8.0, 307.0, 130.0, 3504.0, 12.0, 70.0, 1.0]);
    assert_eq!(range(&set.columns(&["year"]).x), (70.0, 82.0));
    assert_eq!(range(&set.columns(&["origin"]).x), (1.0, 3.0));
}

#[test]
fn breast_cancer_samples_are_as_described() {
    let set = breast_cancer().unwrap();
    assert_eq!((set.x.dim(), set.features.len()), ((569, 30), 30));
    assert_eq!(set.classes, ["malignant", "benign"]);
    assert_eq!(counts(&set.labels, 2), [212, 357]);
    // The names stand over the right columns: the worst value is never below the mean, and a perimeter is
    // about 2π radii.
    let column = |name: &str| set.columns(&[name]).x;
    let (radius, worst) = (column("mean radius"), column("worst radius"));
    assert!(radius.iter().zip(&worst).all(|(mean, worst)| mean <= worst));
    let ratio = (column("mean perimeter") / &radius).mean().unwrap();
    assert!((6.2..7.0).contains(&ratio), "perimeter over radius is {ratio} on average");
}

#[test]
fn wines_are_as_described() {
    let set = wine_quality().unwrap();
    assert_eq!((set.x.dim(), set.features.len()), ((1599, 11), 11));
    assert_eq!(set.classes, ["3", "4", "5", "6", "7", "8"]);
    assert_eq!(counts(&set.labels, 6), [10, 53, 681, 638, 199, 18]);
    assert_eq!((set.features[0].as_str(), set.features[10].as_str()), ("fixed acidity", "alcohol"));
    let rows = set.x.rows().into_iter().map(|row| row.mapv(f64::from).mapv(f64::to_bits).to_vec());
    assert_eq!(rows.collect::<std::collections::HashSet<_>>().len(), 1599 - 240);
}

#[test]
fn sunspots_are_as_described() {
    let set = sunspots().unwrap();
    assert_eq!((set.x.dim(), set.y.dim()), ((309, 1), (309, 1)));
    let years: Vec<Real> = (1700u16..=2008).map(Real::from).collect();
    assert_eq!(set.x.column(0).to_vec(), years);
    assert_eq!(range(&set.y), (0.0, 190.2));
}

#[test]
fn small_digits_are_as_described() {
    let set = digits().unwrap();
    assert_eq!((set.x.dim(), range(&set.x)), ((1797, 64), (0.0, 16.0)));
    assert_eq!(counts(&set.labels, 10), [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
    assert_eq!((set.features[0].as_str(), set.features[63].as_str()), ("pixel 0,0", "pixel 7,7"));
}

#[test]
fn mnist_is_as_described() {
    let sets = mnist().unwrap();
    for (set, rows) in [(&sets.train, 10_000), (&sets.test, 2_000)] {
        assert_eq!((set.x.dim(), range(&set.x)), ((rows, 784), (0.0, 255.0)));
        assert_eq!(counts(&set.labels, 10), [rows / 10; 10]);
    }
    // A zero is a ring, a one a stroke: at the centre of the picture ones are dark, zeros are not.
    let centre = |label| {
        let rows: Vec<usize> = (0..2_000).filter(|&row| sets.test.labels[row] == label).collect();
        sets.test.rows(&rows).columns(&["pixel 14,14"]).x.mean().unwrap()
    };
    assert!(centre(0) < 32.0 && centre(1) > 200.0, "{} and {}", centre(0), centre(1));
}

#[test]
fn rows_and_columns_of_a_set_stay_together() {
    let set = penguins().unwrap();
    let some = set.rows(&[332, 0]).columns(&["body_mass_g", "bill_length_mm"]);
    assert_eq!(some.x.row(0).to_vec(), [set.x[(332, 3)], set.x[(332, 0)]]);
    assert_eq!(some.x.row(1).to_vec(), [3750.0, 39.1]);
    assert_eq!(some.labels, [set.labels[332], 0]);
    let cars = auto_mpg().unwrap();
    let some = cars.rows(&[1, 391]);
    assert_eq!((&some.x, &some.y), (&cars.x.select(Axis(0), &[1, 391]), &cars.y.select(Axis(0), &[1, 391])));
}

#[test]
fn the_census_is_as_described() {
    let set = neural::data::adult().unwrap();
    for (part, rows, rich, strangers) in [(&set.train, 32_561, 7841, 1843), (&set.test, 16_281, 3846, 966)] {
        assert_eq!((part.x.dim(), part.labels.len()), ((rows, 6), rows));
        assert_eq!(counts(&part.labels, 2), [rows - rich, rich]);
        assert!(part.words.len() == 8 && part.words.iter().all(|column| column.len() == rows));
        let occupations = &part.words[part.categories.iter().position(|name| name == "occupation").unwrap()];
        assert_eq!(occupations.iter().filter(|word| *word == "?").count(), strangers);
    }
    let two = set.train.rows(&[2, 0]);
    assert_eq!(two.x.row(1).to_vec(), [39., 77_516., 13., 2174., 0., 40.]);
    assert_eq!((two.words[3][1].as_str(), two.words[3][0].as_str()), ("Adm-clerical", "Handlers-cleaners"));
    assert_eq!(two.labels, [set.train.labels[2], set.train.labels[0]]);
}

#[test]
fn kept_classes_are_numbered_in_the_order_given() {
    let set = penguins().unwrap();
    let two = set.keep_classes(&["Gentoo", "Adelie"]);
    assert_eq!(
        (two.classes.as_slice(), counts(&two.labels, 2)),
        (["Gentoo", "Adelie"].map(String::from).as_slice(), vec![119, 146])
    );
    assert_eq!((two.x.row(0), two.labels[0]), (set.x.row(0), 1));
}

#[test]
#[should_panic(expected = "no class `Emperor`; there are Adelie, Chinstrap, Gentoo")]
fn a_class_that_is_not_there_is_refused() {
    penguins().unwrap().keep_classes(&["Emperor"]);
}

#[test]
#[should_panic(expected = "no feature `price`; there are cylinders, displacement")]
fn a_feature_that_is_not_there_is_refused() {
    auto_mpg().unwrap().columns(&["price"]);
}

#[test]
fn each_data_file_has_its_checksum_in_the_list_and_in_the_readme() {
    let read = |name: &str| fs::read_to_string(data_file(name)).unwrap();
    let (sums, readme) = (read("SHA256SUMS"), read("README.md"));
    let listed: Vec<(&str, &str)> = sums.lines().map(|line| line.split_once("  ").unwrap()).collect();
    for (sum, name) in &listed {
        assert!(data_file(name).is_file(), "SHA256SUMS lists {name}, which is not there");
        assert!(
            readme.contains(&format!("| `{name}` | `{sum}` |")),
            "data/README.md lacks the checksum of {name}"
        );
    }
    let folder = data_file("SHA256SUMS").parent().unwrap().to_path_buf();
    for entry in fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let described = listed.iter().any(|(_, listed)| *listed == name);
        let own = ["README.md", "SHA256SUMS", ".gitattributes"].contains(&name.as_str());
        assert!(described || own, "data/{name} is not in SHA256SUMS and data/README.md");
    }
}
