"""The workloads W1 to W3, I1 and I2 in NumPy, written by hand: `python numpy_peer.py THREADS [W1 …]`."""

import os
import sys

THREADS = int(sys.argv[1]) if len(sys.argv) > 1 else 2
os.environ["OPENBLAS_NUM_THREADS"] = str(THREADS)  # read once, when NumPy is loaded

import numpy as np
from timing import INFERENCE_ROWS, INFERENCE_SIZES, report, report_training, wanted

PEER, VERSION = "numpy", np.__version__
BLOCK = 1 << 15  # numbers that an optimiser goes through at once: what it needs of them stays in the cache
rng = np.random.default_rng(1)


def views(flat, sizes):
    """The weights and biases in one vector, as matrices and vectors that share its memory."""
    w, b, start = [], [], 0
    for n, m in zip(sizes, sizes[1:]):
        w.append(flat[start : start + n * m].reshape(n, m))
        b.append(flat[start + n * m : start + n * m + m])
        start += n * m + m
    return w, b


def weights(sizes):
    flat = np.zeros(sum(n * m + m for n, m in zip(sizes, sizes[1:])), np.float32)
    w, b = views(flat, sizes)
    for matrix in w:
        matrix[:] = rng.standard_normal(matrix.shape) * np.sqrt(2 / len(matrix))
    return flat, w, b


class Step:
    """Forward and backward for batches of one size, in memory that is asked for once."""

    def __init__(self, sizes, rows, w, b, dw, db):
        self.w, self.b, self.dw, self.db = w, b, dw, db
        self.layers = [np.empty((rows, n), np.float32) for n in sizes]
        self.dz = [np.empty((rows, n), np.float32) for n in sizes[1:-1]]
        self.positive = [np.empty((rows, n), bool) for n in sizes[1:-1]]
        self.ones, self.range = np.ones(rows, np.float32), np.arange(rows)

    def forward(self, x):
        """The logits of `x`."""
        for i, (w, b) in enumerate(zip(self.w, self.b)):
            z = np.matmul(x, w, out=self.layers[i + 1])
            z += b
            if i < len(self.w) - 1:
                np.maximum(z, 0, out=z)
            x = z
        return x

    def gradients(self, x, labels, chosen):
        """Writes the gradients of a batch into `dw` and `db`."""
        np.take(x, chosen, 0, out=self.layers[0], mode="clip")
        dz = self.forward(self.layers[0])
        dz -= dz.max(1, keepdims=True)
        np.exp(dz, out=dz)
        dz /= dz.sum(1, keepdims=True) * np.float32(len(chosen))
        dz[self.range, labels[chosen]] -= np.float32(1 / len(chosen))
        for i in reversed(range(len(self.w))):
            np.matmul(self.layers[i].T, dz, out=self.dw[i])
            np.matmul(self.ones, dz, out=self.db[i])
            if i > 0:
                dz = np.matmul(dz, self.w[i].T, out=self.dz[i - 1])
                dz *= np.greater(self.layers[i], 0, out=self.positive[i - 1])


def sgd_step(p, g):
    g *= np.float32(0.1)
    p -= g


def adam_step(p, g, m, v, t):
    """With `m` ten times and `v` a thousand times what the paper has, which saves two multiplications."""
    m *= np.float32(0.9)
    m += g
    g *= g
    v *= np.float32(0.999)
    v += g
    root = np.sqrt(1e-3 / (1 - 0.999**t))
    np.sqrt(v, out=g)
    g += np.float32(1e-8 / root)
    np.divide(m, g, out=g)
    g *= np.float32(1e-3 * 0.1 / (1 - 0.9**t) / root)
    p -= g


def training(sizes, rows, batch, normed, adam):
    x, y = rng.random((rows, sizes[0]), np.float32), rng.integers(sizes[-1], size=rows)
    p, w, b = weights(sizes)
    g, m, v, t = np.zeros_like(p), np.zeros_like(p), np.zeros_like(p), 0
    steps = {n: Step(sizes, n, w, b, *views(g, sizes)) for n in {batch, rows % batch} - {0}}
    blocks = [[array[i : i + BLOCK] for array in (p, g, m, v)] for i in range(0, len(p), BLOCK)]

    def epoch():
        nonlocal t
        order = rng.permutation(rows)
        for start in range(0, rows, batch):
            chosen = order[start : start + batch]
            steps[len(chosen)].gradients(x, y, chosen)
            t += 1
            for block in blocks:
                adam_step(*block, t) if adam else sgd_step(*block[:2])

    return epoch


def inference():
    x = rng.random((INFERENCE_ROWS, INFERENCE_SIZES[0]), np.float32)
    _, w, b = weights(INFERENCE_SIZES)
    single, whole = (Step(INFERENCE_SIZES, rows, w, b, None, None) for rows in (1, INFERENCE_ROWS))

    def one_by_one():
        for i in range(INFERENCE_ROWS):
            single.forward(x[i : i + 1])

    if wanted("I1"):
        report(PEER, VERSION, "I1", THREADS, INFERENCE_ROWS, one_by_one)
    if wanted("I2"):
        report(PEER, VERSION, "I2", THREADS, 1, lambda: whole.forward(x))


report_training(PEER, VERSION, THREADS, training, normed=False)
inference()
