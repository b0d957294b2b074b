"""The workloads W1 to W3, I1 and I2 in scikit-learn: `python sklearn_peer.py THREADS [W1 …]`."""

import os
import sys

THREADS = int(sys.argv[1]) if len(sys.argv) > 1 else 2
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = str(THREADS)  # read once, when they are loaded

import numpy as np
import sklearn
from sklearn.neural_network import MLPClassifier
from timing import INFERENCE_ROWS, INFERENCE_SIZES, report, report_training, wanted

PEER, VERSION = "scikit-learn", sklearn.__version__
rng = np.random.default_rng(1)


def classifier(sizes, batch, adam):
    rule = dict(solver="adam", learning_rate_init=1e-3) if adam else dict(
        solver="sgd", learning_rate="constant", learning_rate_init=0.1, momentum=0, nesterovs_momentum=False
    )
    return MLPClassifier(
        sizes[1:-1], alpha=0, batch_size=batch, tol=0, n_iter_no_change=10**9, random_state=1, **rule
    )


def data(sizes, rows):
    return rng.random((rows, sizes[0]), np.float32), np.resize(np.arange(sizes[-1]), rows)


def training(sizes, rows, batch, normed, adam):
    """`partial_fit` is one epoch, and goes on from the weights and from what the optimiser remembers."""
    x, y = data(sizes, rows)
    network = classifier(sizes, batch, adam).partial_fit(x, y, classes=range(sizes[-1]))
    return lambda: network.partial_fit(x, y)


def inference():
    x, y = data(INFERENCE_SIZES, INFERENCE_ROWS)
    network = classifier(INFERENCE_SIZES, 64, False).partial_fit(x, y, classes=range(10))

    def one_by_one():
        for i in range(INFERENCE_ROWS):
            network.predict_proba(x[i : i + 1])

    if wanted("I1"):
        report(PEER, VERSION, "I1", THREADS, INFERENCE_ROWS, one_by_one)
    if wanted("I2"):
        report(PEER, VERSION, "I2", THREADS, 1, lambda: network.predict_proba(x))


report_training(PEER, VERSION, THREADS, training, normed=False)
inference()
