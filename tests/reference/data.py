"""Writes data.csv: gaps filled, columns scaled, words coded and classes weighted as scikit-learn does it, in double precision.

    pip install scikit-learn==1.9.1
    python data.py > data.csv

One line a case: kind, rows, columns, training rows, new rows, what the new rows become; lists are separated by spaces, the
numbers of a matrix row by row, and `nan` is a gap. Words are the letters a, b, c…; a new row may have one that no training
row has. Robust scales and medians use quantiles between neighbours, NumPy's "linear".
"""
import numpy as np
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, OrdinalEncoder, RobustScaler, StandardScaler

rng = np.random.default_rng(0)


def numbers(values):
    return " ".join(repr(float(x)) for x in np.ravel(values))


def line(kind, train, new, result, tell=numbers):
    print(",".join([kind, str(len(train)), str(train.shape[1]), tell(train), tell(new), numbers(result)]))


def columns(rows):
    """Columns of very different units; some repeat values, one may be constant."""
    x = rng.normal(size=(rows, 4)) * [1.0, 1e4, 1e-3, 1.0] + [0.0, 1e5, 0.0, -3.0]
    x[:, 3] = np.round(x[:, 3])
    return x


print("kind,rows,columns,train,new,result")
for case in range(12):
    train, new = columns(int(rng.integers(2, 30))), columns(5)
    if case % 3 == 0:
        train[:, 2] = 7.0  # a constant column
    for kind, scaler in [("standardize", StandardScaler()), ("min_max", MinMaxScaler()), ("robust", RobustScaler())]:
        line(kind, train, new, scaler.fit(train).transform(new))
for case in range(12):
    train, new = columns(int(rng.integers(4, 30))), columns(6)
    for x in (train, new):
        x[rng.random(x.shape) < 0.3] = np.nan
    train[0] = columns(1)  # at least one known value in each column
    if case % 3 == 0:
        train[:, 1] = np.where(np.isnan(train[:, 1]), 1e5, train[:, 1])  # a column without gaps in training
    for name in ("mean", "median"):
        # scikit-learn marks the columns that had gaps in training, as ours does.
        marked = SimpleImputer(strategy=name, add_indicator=True).fit(train)
        line(name, train, new, SimpleImputer(strategy=name).fit(train).transform(new))
        line(f"{name}_marked", train, new, marked.transform(new))
for case in range(12):
    letters = np.array(list("abcdefg"))
    train, new = rng.choice(letters[:5], size=(int(rng.integers(1, 12)), 1)), rng.choice(letters, size=(8, 1))
    one_hot = OneHotEncoder(handle_unknown="ignore", sparse_output=False).fit(train)
    codes = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1).fit(train)
    tell = lambda words: " ".join(np.ravel(words))
    line("one_hot", train, new, one_hot.transform(new), tell)
    line("codes", train, new, codes.transform(new), tell)
