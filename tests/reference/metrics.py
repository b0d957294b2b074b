"""Writes metrics.csv: measures of predictions as scikit-learn computes them, in double precision.

    pip install scikit-learn==1.9.1
    python metrics.py > metrics.csv

One line a value: measure, option, truth, prediction, result; lists are numbers separated by spaces, and a report has its
line ends written as `|`. The options of precision, recall and F1 are the average (a number is the positive class) and
the value of `zero_division`.
"""
import re
import warnings

import numpy as np
from sklearn import metrics as m
from sklearn.model_selection import KFold, StratifiedKFold, TimeSeriesSplit

warnings.simplefilter("ignore")
rng = np.random.default_rng(0)


def numbers(values):
    return " ".join(repr(float(x)) if isinstance(x, (float, np.floating)) else str(int(x)) for x in np.ravel(values))


def line(measure, option, truth, prediction, result):
    print(",".join([measure, option, numbers(truth), numbers(prediction), result]))


def classification(y, p):
    classes = max(max(y), max(p)) + 1
    line("accuracy", "", y, p, numbers(float(m.accuracy_score(y, p))))
    line("confusion_matrix", "", y, p, numbers(m.confusion_matrix(y, p, labels=range(classes))))
    named = ["class " + "x" * k for k in range(classes)]
    report = m.classification_report(y, p, labels=range(classes), target_names=named)
    report = re.sub(r"(\d+)\.0$", r"  \1", report, flags=re.M)  # 1.9.1 writes a support of 2 as 2.0 when no row is right
    line("classification_report", "", y, p, report.replace("\n", "|"))
    for name, score in [("precision", m.precision_score), ("recall", m.recall_score), ("f1", m.f1_score)]:
        for zero in (0.0, 1.0, np.nan):
            for average in ("macro", "micro", "weighted"):
                value = score(y, p, average=average, zero_division=zero)
                line(name, f"{average} {zero}", y, p, numbers(float(value)))
            for k in range(classes):
                value = score(y, p, labels=[k], average=None, zero_division=zero)[0]
                line(name, f"{k} {zero}", y, p, numbers(float(value)))


def ranking(y, s):
    roc = m.roc_curve(y, s, pos_label=1, drop_intermediate=False)
    curve = m.precision_recall_curve(y, s, pos_label=1)
    for name, values in zip(("fpr", "tpr", "roc_thresholds"), roc):
        line(name, "", y, s, numbers(values))
    for name, values in zip(("precision_curve", "recall_curve", "pr_thresholds"), curve):
        line(name, "", y, s, numbers(values))
    line("roc_auc", "", y, s, numbers(float(m.roc_auc_score(y, s))))
    line("average_precision", "", y, s, numbers(float(m.average_precision_score(y, s))))


def regression(y, p, columns):
    y, p = np.reshape(y, (-1, columns)), np.reshape(p, (-1, columns))
    for name, score in [("mae", m.mean_absolute_error), ("mse", m.mean_squared_error),
                        ("rmse", m.root_mean_squared_error), ("r2", m.r2_score)]:
        line(name, str(columns), y, p, numbers(float(score(y, p))))


def shuffled_sizes(folds, y):
    """The counts of each class in each test part, part by part."""
    return [np.bincount(np.asarray(y)[test], minlength=max(y) + 1) for _, test in folds]


print("measure,option,truth,prediction,result")

for classes in (2, 3, 5):
    for n in (1, 4, 12, 40):
        for agree in (0.0, 0.6, 1.0):
            y = rng.integers(classes, size=n)
            p = np.where(rng.random(n) < agree, y, rng.integers(classes, size=n))
            classification(y, p)
classification([0, 0, 0], [0, 0, 0])  # one class only
classification([1, 1, 1], [1, 1, 1])  # class 0 occurs nowhere
classification([0, 0, 0], [1, 1, 1])  # no positives, none found
classification([1, 1, 1], [0, 0, 0])  # never predicted
classification([0, 2, 2, 0], [0, 0, 2, 2])  # class 1 occurs nowhere
classification([0, 0, 1, 1], [2, 2, 2, 2])  # a class that no row has

for n in (2, 5, 20, 60):
    for levels in (1, 2, 4, 0):  # how many distinct scores; 0: no ties
        for _ in range(3):
            y = rng.integers(2, size=n)
            s = rng.integers(levels, size=n) / levels if levels else np.round(rng.normal(size=n) + y, 6)
            ranking(y, np.asarray(s, dtype=float))
ranking([0, 0, 0], [0.1, 0.4, 0.2])  # no positives
ranking([1, 1, 1], [0.1, 0.4, 0.2])  # no negatives
ranking([0, 0, 1, 1], [0.1, 0.2, 0.3, 0.4])  # perfect
ranking([1, 1, 0, 0], [0.1, 0.2, 0.3, 0.4])  # the wrong way round
ranking([1], [0.5])

for n in (2, 3, 10, 50):
    for columns in (1, 2, 4):
        for scale in (1e-3, 1.0, 1e4):
            y = rng.normal(size=n * columns) * scale
            regression(y, y + rng.normal(size=n * columns) * scale * rng.random(), columns)
regression([3.0, 3.0, 3.0], [3.0, 3.0, 3.0], 1)  # no variance, exact
regression([3.0, 3.0, 3.0], [3.0, 3.0, 4.0], 1)  # no variance, not exact
regression([2.0], [5.0], 1)  # one row
regression([1.0, 2.0, 3.0], [1.0, 2.0, 3.0], 1)  # exact

for n, k in [(5, 2), (10, 3), (12, 5), (100, 7), (11, 10)]:
    y = np.sort(rng.integers(3, size=n))  # sorted: scikit-learn numbers classes by first appearance
    y -= y[0]
    x = np.zeros((n, 1))
    line("k_fold", str(k), y, [], numbers([len(test) for _, test in KFold(k).split(x)]))
    if max(np.bincount(y)) >= k:
        parts = shuffled_sizes(StratifiedKFold(k).split(x, y), y)
        line("stratified_k_fold", str(k), y, [], numbers(parts))
    if n >= k + 1:
        starts = [[len(train), len(test)] for train, test in TimeSeriesSplit(k).split(x)]
        line("time_series_split", str(k), y, [], numbers(starts))

for n in (1, 2, 7, 30):
    for q in (0.0, 0.025, 0.31, 0.5, 0.975, 1.0):
        x = rng.normal(size=n)
        line("quantile", repr(q), x, [], numbers(float(np.quantile(x, q))))
