"""The workloads W1 to W3, I1 and I2 in NumPy, written by hand: one line of JSON a workload."""

import json
import time

import numpy as np

WORKLOADS = {
    "W1": dict(sizes=[64, 64, 10], rows=1797, batch=32, adam=False),
    "W2": dict(sizes=[784, 128, 10], rows=12000, batch=64, adam=False),
    "W3": dict(sizes=[784, 512, 256, 10], rows=12000, batch=128, adam=True),
}
rng = np.random.default_rng(1)


def weights(sizes):
    w = [(rng.standard_normal((n, m)) * np.sqrt(2 / n)).astype(np.float32) for n, m in zip(sizes, sizes[1:])]
    return w, [np.zeros(m, np.float32) for m in sizes[1:]]


def forward(x, w, b):
    layers = [x]
    for i in range(len(w)):
        z = layers[-1] @ w[i]
        z += b[i]
        if i < len(w) - 1:
            np.maximum(z, 0, out=z)
        layers.append(z)
    return layers


def gradients(x, labels, w, b):
    layers = forward(x, w, b)
    p = layers.pop()
    p -= p.max(1, keepdims=True)
    np.exp(p, out=p)
    p /= p.sum(1, keepdims=True)
    p[np.arange(len(labels)), labels] -= 1
    dz = p
    dz /= len(labels)
    dw, db = [None] * len(w), [None] * len(w)
    for i in reversed(range(len(w))):
        dw[i], db[i] = layers[i].T @ dz, dz.sum(0)
        if i > 0:
            dz = dz @ w[i].T
            dz *= layers[i] > 0
    return dw + db


def training(sizes, rows, batch, adam):
    x, y = rng.random((rows, sizes[0]), np.float32), rng.integers(sizes[-1], size=rows)
    w, b = weights(sizes)
    parameters = w + b
    m, v, t = [np.zeros_like(p) for p in parameters], [np.zeros_like(p) for p in parameters], 0

    def epoch():
        nonlocal t
        order = rng.permutation(rows)
        for start in range(0, rows, batch):
            chosen = order[start : start + batch]
            grads = gradients(x[chosen], y[chosen], w, b)
            t += 1
            for i, (p, g) in enumerate(zip(parameters, grads)):
                if not adam:
                    g *= np.float32(0.1)
                    p -= g
                    continue
                m[i] *= np.float32(0.9)
                m[i] += np.float32(0.1) * g
                v[i] *= np.float32(0.999)
                g *= g
                g *= np.float32(0.001)
                v[i] += g
                np.sqrt(v[i], out=g)
                g *= np.float32(1 / np.sqrt(1 - 0.999**t))
                g += np.float32(1e-8)
                np.divide(m[i], g, out=g)
                g *= np.float32(1e-3 / (1 - 0.9**t))
                p -= g

    return epoch


def report(name, steps, run):
    run()
    seconds = []
    for _ in range(5):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    best = min(seconds)
    print(json.dumps(dict(
        peer=f"numpy-{np.__version__}", workload=name, min_ms_per_epoch=best * 1e3,
        median_ms_per_epoch=sorted(seconds)[2] * 1e3, us_per_step=best / steps * 1e6,
    )), flush=True)


for name, shape in WORKLOADS.items():
    report(name, -(-shape["rows"] // shape["batch"]), training(**shape))
x = rng.random((10000, 784), np.float32)
w, b = weights([784, 128, 10])


def one_by_one():
    for i in range(len(x)):
        forward(x[i : i + 1], w, b)


report("I1", len(x), one_by_one)
report("I2", 1, lambda: forward(x, w, b))
