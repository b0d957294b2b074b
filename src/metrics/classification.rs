//! Precision, recall and F1: class by class, averaged, and as a printed report.

use std::collections::BTreeMap;

/// What became of the rows of one class, and of the predictions that named it.
///
/// A measure whose denominator is zero has no value; it takes the value `zero_division` instead, and
/// [`f64::NAN`] there leaves the class out of an average.
///
/// ```
/// use neural::metrics::Counts;
/// let class = Counts { true_positives: 6, false_positives: 2, false_negatives: 4 };
/// assert_eq!((class.precision(0.0), class.recall(0.0)), (0.75, 0.6));
/// assert_eq!(class.f1(0.0), 2.0 / (1.0 / 0.75 + 1.0 / 0.6));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows of the class that were predicted as it.
    pub true_positives: usize,
    /// Rows of other classes that were predicted as it: false alarms.
    pub false_positives: usize,
    /// Rows of the class that were predicted as another: misses.
    pub false_negatives: usize,
}

impl Counts {
    /// `TP + FN`: how many rows belong to the class.
    pub fn support(&self) -> usize {
        self.true_positives + self.false_negatives
    }

    /// `TP / (TP + FP)`: the share of predictions of the class that are right.
    pub fn precision(&self, zero_division: f64) -> f64 {
        ratio(self.true_positives, self.true_positives + self.false_positives, zero_division)
    }

    /// `TP / (TP + FN)`: the share of the class's rows that are found.
    pub fn recall(&self, zero_division: f64) -> f64 {
        ratio(self.true_positives, self.support(), zero_division)
    }

    /// `2 TP / (2 TP + FP + FN)`: the harmonic mean of precision and recall (van Rijsbergen, 1979, chapter 7).
    pub fn f1(&self, zero_division: f64) -> f64 {
        let found = 2 * self.true_positives;
        ratio(found, found + self.false_positives + self.false_negatives, zero_division)
    }
}

fn ratio(part: usize, whole: usize, zero_division: f64) -> f64 {
    if whole == 0 { zero_division } else { part as f64 / whole as f64 }
}

/// The counts of each class from 0 to `classes − 1`.
///
/// # Panics
/// If the lengths differ, or a label is not below `classes`.
#[track_caller]
pub fn class_counts(labels: &[usize], predicted: &[usize], classes: usize) -> Vec<Counts> {
    let mut counts = vec![Counts::default(); classes];
    for (class, of_class) in occurring("class_counts", labels, predicted) {
        assert!(class < classes, "class_counts: the label {class} among {classes} classes");
        counts[class] = of_class;
    }
    counts
}

/// The counts of each class that occurs in `labels` or in `predicted`: their number, not the
/// largest label, says how much memory that takes.
#[track_caller]
fn occurring(name: &str, labels: &[usize], predicted: &[usize]) -> BTreeMap<usize, Counts> {
    let (n, m) = (labels.len(), predicted.len());
    assert_eq!(n, m, "{name}: as many predictions as labels are needed");
    let mut counts: BTreeMap<usize, Counts> = BTreeMap::new();
    for (&label, &predicted) in labels.iter().zip(predicted) {
        if label == predicted {
            counts.entry(label).or_default().true_positives += 1;
        } else {
            counts.entry(label).or_default().false_negatives += 1;
            counts.entry(predicted).or_default().false_positives += 1;
        }
    }
    counts
}

/// How the values of several classes become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Average {
    /// The value of this class alone, which is then called the positive class.
    Binary(usize),
    /// Every class counts the same, however rare.
    Macro,
    /// The counts of all classes are added first: every row counts the same.
    Micro,
    /// Every class counts as often as it has rows.
    Weighted,
}

/// Precision, `TP / (TP + FP)`, over the classes that occur in `labels` or in `predicted`.
///
/// ```
/// use neural::metrics::{Average, precision_score};
/// let (labels, predicted) = ([0, 0, 0, 1, 1], [0, 0, 1, 1, 0]);
/// assert_eq!(precision_score(&labels, &predicted, Average::Binary(0), 0.0), 2.0 / 3.0);
/// assert_eq!(precision_score(&labels, &predicted, Average::Macro, 0.0), (2.0 / 3.0 + 0.5) / 2.0);
/// ```
///
/// # Panics
/// If the lengths differ or are zero.
#[track_caller]
pub fn precision_score(labels: &[usize], predicted: &[usize], average: Average, zero_division: f64) -> f64 {
    averaged("precision_score", (labels, predicted), average, |class| class.precision(zero_division))
}

/// Recall, `TP / (TP + FN)`, over the classes that occur; with [`Average::Macro`] the *balanced accuracy*.
///
/// # Panics
/// As [`precision_score`].
#[track_caller]
pub fn recall_score(labels: &[usize], predicted: &[usize], average: Average, zero_division: f64) -> f64 {
    averaged("recall_score", (labels, predicted), average, |class| class.recall(zero_division))
}

/// F1, `2 TP / (2 TP + FP + FN)`, over the classes that occur. An average of F1 is the mean of the classes'
/// F1, not the harmonic mean of averages.
///
/// # Panics
/// As [`precision_score`].
#[track_caller]
pub fn f1_score(labels: &[usize], predicted: &[usize], average: Average, zero_division: f64) -> f64 {
    averaged("f1_score", (labels, predicted), average, |class| class.f1(zero_division))
}

#[track_caller]
fn averaged(
    name: &str,
    (labels, predicted): (&[usize], &[usize]),
    average: Average,
    value: impl Fn(&Counts) -> f64,
) -> f64 {
    let classes = occurring(name, labels, predicted);
    assert!(!classes.is_empty(), "{name}: there are no labels");
    match average {
        Average::Binary(positive) => value(&classes.get(&positive).copied().unwrap_or_default()),
        Average::Micro => value(&total(classes.values())),
        Average::Macro => mean(classes.values().map(|class| (value(class), 1))),
        Average::Weighted => mean(classes.values().map(|class| (value(class), class.support()))),
    }
}

fn total<'c>(classes: impl Iterator<Item = &'c Counts>) -> Counts {
    classes.fold(Counts::default(), |sum, class| Counts {
        true_positives: sum.true_positives + class.true_positives,
        false_positives: sum.false_positives + class.false_positives,
        false_negatives: sum.false_negatives + class.false_negatives,
    })
}

/// The weighted mean of those values that are numbers; where all weights are zero, the plain one.
fn mean(values: impl Iterator<Item = (f64, usize)>) -> f64 {
    let known: Vec<_> = values.filter(|(value, _)| !value.is_nan()).collect();
    let weights: usize = known.iter().map(|(_, weight)| weight).sum();
    if weights == 0 {
        return known.iter().map(|(value, _)| value).sum::<f64>() / known.len() as f64;
    }
    known.iter().map(|&(value, weight)| value * weight as f64).sum::<f64>() / weights as f64
}

/// A table of precision, recall and F1 for each of the classes `names`, with their averages: the text that
/// scikit-learn's function of this name prints. Values without a denominator are 0.
///
/// # Panics
/// If the lengths differ or are zero, or a label has no name.
///
/// ```
/// let report = neural::metrics::classification_report(&[0, 0, 0, 1], &[0, 0, 1, 1], &["sound", "flawed"]);
/// assert_eq!(report.lines().nth(3), Some("      flawed       0.50      1.00      0.67         1"));
/// ```
#[track_caller]
pub fn classification_report(labels: &[usize], predicted: &[usize], names: &[impl AsRef<str>]) -> String {
    assert!(!labels.is_empty(), "classification_report: there are no labels");
    let counts = class_counts(labels, predicted, names.len());
    let values = |class: &Counts| [class.precision(0.0), class.recall(0.0), class.f1(0.0)];
    let macro_average = |i| mean(counts.iter().map(|class| (values(class)[i], 1)));
    let weighted_average = |i| mean(counts.iter().map(|class| (values(class)[i], class.support())));
    let longest = names.iter().map(|name| name.as_ref().chars().count()).max().unwrap_or(0);
    let width = longest.max("weighted avg".len());
    let line = |name: &str, [precision, recall, f1]: [f64; 3], support: usize| {
        format!("{name:>width$}  {precision:9.2} {recall:9.2} {f1:9.2} {support:9}\n")
    };

    let mut text = format!("{:width$}  precision    recall  f1-score   support\n\n", "");
    for (name, class) in names.iter().zip(&counts) {
        text += &line(name.as_ref(), values(class), class.support());
    }
    // Added up over all classes, each false alarm is another class's miss: all three values are the accuracy.
    let (accuracy, rows) = (total(counts.iter()).f1(0.0), labels.len());
    text += &format!("\n{:>width$}  {:19} {accuracy:9.2} {rows:9}\n", "accuracy", "");
    text += &line("macro avg", [0, 1, 2].map(macro_average), rows);
    text + &line("weighted avg", [0, 1, 2].map(weighted_average), rows)
}
