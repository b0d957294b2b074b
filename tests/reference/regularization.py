"""Writes regularization.csv: penalties, limits, moved pictures and calibration as others compute them, in double precision.

    pip install torch==2.15.0 scikit-learn==1.9.1 scipy==1.17.1
    python regularization.py > regularization.csv

One line a case: kind, parameters, rows, columns, input (rows times columns), other numbers, result; lists are separated by
spaces. Soft thresholds and norms are PyTorch's, elastic nets and reliability scikit-learn's, moved pictures SciPy's.
"""
import numpy as np
import torch
from scipy.ndimage import affine_transform
from sklearn.calibration import calibration_curve
from sklearn.linear_model import ElasticNet

rng = np.random.default_rng(0)


def numbers(values):
    return " ".join(repr(float(x)) for x in np.ravel(values))


def line(kind, parameters, matrix, other, result):
    rows, columns = matrix.shape
    print(",".join([kind, numbers(parameters), str(rows), str(columns), numbers(matrix), numbers(other), numbers(result)]))


print("kind,parameters,rows,columns,input,other,result")
for _ in range(10):
    w = rng.normal(size=(5, 4))
    amount = rng.uniform(0.0, 1.5)
    line("soft_threshold", [amount], w, [], torch.nn.functional.softshrink(torch.tensor(w), lambd=amount).numpy())
    limit = rng.uniform(0.5, 3.0)
    line("max_norm", [limit], w, [], torch.renorm(torch.tensor(w), p=2, dim=1, maxnorm=limit).numpy())

# (1 / 2n) |y - Xw|² + l1 |w| + l2 / 2 w²
for l1, l2 in [(0.05, 0.0), (0.3, 0.0), (0.05, 0.1), (0.3, 0.1), (0.8, 1.0)]:
    x = rng.normal(size=(40, 8))
    y = x @ (rng.normal(size=8) * (rng.random(8) < 0.5)) + 0.3 * rng.normal(size=40)
    net = ElasticNet(alpha=l1 + l2, l1_ratio=l1 / (l1 + l2), fit_intercept=False, tol=1e-14, max_iter=1_000_000).fit(x, y)
    line("elastic_net", [l1, l2], x, y, net.coef_)

side = 7
for _ in range(20):
    picture = rng.random((side, side))
    right, down, turn, zoom = *rng.uniform(-2.5, 2.5, 2), rng.uniform(-60, 60), rng.uniform(0.7, 1.4)
    angle, middle = np.deg2rad(turn), (side - 1) / 2
    back = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) / zoom  # rows first, then columns
    offset = middle - back @ (middle + np.array([down, right]))
    moved = affine_transform(picture, back, offset=offset, order=1, mode="grid-constant", cval=0.0)
    line("move", [right, down, turn, zoom], picture, [], moved)

for classes, bins in [(2, 4), (3, 10), (10, 15)]:
    for _ in range(3):
        p = rng.dirichlet(np.full(classes, 0.5), size=80)
        labels = np.array([rng.choice(classes, p=row) for row in p])
        right, confidence = (p.argmax(1) == labels).astype(int), p.max(1)
        accuracy, mean = calibration_curve(right, confidence, n_bins=bins, strategy="uniform")
        line("reliability", [bins], p, labels, np.concatenate([mean, accuracy]))
        counts = np.histogram(confidence, bins=np.linspace(0, 1, bins + 1))[0]
        error = np.sum(counts[counts > 0] * np.abs(accuracy - mean)) / len(labels)
        line("calibration_error", [bins], p, labels, [error])
