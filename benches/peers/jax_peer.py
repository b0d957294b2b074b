"""The workloads W1 to W4 in JAX: an epoch is one compiled `lax.scan`; one line of JSON a workload."""

import json
import time

import jax
import jax.numpy as jnp
from jax import lax

WORKLOADS = {
    "W1": dict(sizes=[64, 64, 10], rows=1797, batch=32, normed=False, adam=False),
    "W2": dict(sizes=[784, 128, 10], rows=12000, batch=64, normed=False, adam=False),
    "W3": dict(sizes=[784, 512, 256, 10], rows=12000, batch=128, normed=False, adam=True),
    "W4": dict(sizes=[784, 128, 10], rows=12000, batch=64, normed=True, adam=True),
}


def forward(parameters, x, key, normed):
    for w, b, gamma, beta in parameters[:-1]:
        x = jax.nn.relu(x @ w + b)
        if normed:
            x = (x - x.mean(0)) / jnp.sqrt(x.var(0) + 1e-5) * gamma + beta
            key, own = jax.random.split(key)
            x = jnp.where(jax.random.uniform(own, x.shape) < 0.2, 0.0, x / 0.8)
    w, b, _, _ = parameters[-1]
    return x @ w + b


def training(sizes, rows, batch, normed, adam):
    """The function of an epoch. What is left over makes no smaller batch: a scan needs equal ones."""
    keys = jax.random.split(jax.random.key(1), len(sizes) + 2)
    parameters = [
        (jax.random.normal(k, (n, m)) * jnp.sqrt(2 / n), jnp.zeros(m), jnp.ones(m), jnp.zeros(m))
        for k, n, m in zip(keys, sizes, sizes[1:])
    ]
    x = jax.random.uniform(keys[-1], (rows, sizes[0]))
    y = jax.random.randint(keys[-2], (rows,), 0, sizes[-1])
    steps = rows // batch

    def loss(parameters, x, y, key):
        return -jnp.take_along_axis(jax.nn.log_softmax(forward(parameters, x, key, normed)), y[:, None], 1).mean()

    def step(state, chosen):
        parameters, m, v, t, key = state
        key, own = jax.random.split(key)
        grads = jax.grad(loss)(parameters, x[chosen], y[chosen], own)
        t = t + 1
        if adam:
            m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, grads)
            v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, grads)
            change = jax.tree.map(
                lambda m, v: 1e-3 * (m / (1 - 0.9**t)) / (jnp.sqrt(v / (1 - 0.999**t)) + 1e-8), m, v
            )
        else:
            change = jax.tree.map(lambda g: 0.1 * g, grads)
        return (jax.tree.map(jnp.subtract, parameters, change), m, v, t, key), None

    @jax.jit
    def epoch(state):
        *rest, key = state
        key, own = jax.random.split(key)
        order = jax.random.permutation(own, rows)[: steps * batch].reshape(steps, batch)
        return lax.scan(step, (*rest, key), order)[0]

    zeros = jax.tree.map(jnp.zeros_like, parameters)
    return epoch, (parameters, zeros, zeros, jnp.zeros(()), keys[-1]), steps


for name, shape in WORKLOADS.items():
    epoch, state, steps = training(**shape)
    seconds = []
    for _ in range(6):
        start = time.perf_counter()
        state = jax.block_until_ready(epoch(state))
        seconds.append(time.perf_counter() - start)
    best, median = min(seconds[1:]), sorted(seconds[1:])[2]
    print(json.dumps(dict(
        peer=f"jax-{jax.__version__}", workload=name, min_ms_per_epoch=best * 1e3, median_ms_per_epoch=median * 1e3,
        us_per_step=best / steps * 1e6,
    )), flush=True)
