"""The workloads in JAX: an epoch is one compiled `lax.scan`: `python jax_peer.py THREADS [W1 …]`."""

import os
import sys

THREADS = int(sys.argv[1]) if len(sys.argv) > 1 else 2
if THREADS == 1:  # XLA reads it once, when it starts
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false " + os.environ.get("XLA_FLAGS", "")
os.environ["NPROC"] = str(THREADS)

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from timing import INFERENCE_ROWS, INFERENCE_SIZES, WORKLOADS, report, wanted

PEER, VERSION = "jax", jax.__version__


def weights(key, sizes):
    keys = jax.random.split(key, len(sizes))
    layers = zip(keys, sizes, sizes[1:])
    he = lambda key, n, m: jax.random.normal(key, (n, m)) * jnp.sqrt(2 / n)
    return [(he(key, n, m), jnp.zeros(m), jnp.ones(m), jnp.zeros(m)) for key, n, m in layers]


def forward(parameters, x, key, normed):
    for w, b, gamma, beta in parameters[:-1]:
        x = jax.nn.relu(x @ w + b)
        if normed:
            x = (x - x.mean(0)) * lax.rsqrt(x.var(0) + 1e-5) * gamma + beta
            key, own = jax.random.split(key)
            x = jnp.where(jax.random.bernoulli(own, 0.8, x.shape), x / 0.8, 0.0)
    w, b, _, _ = parameters[-1]
    return x @ w + b


def training(sizes, rows, batch, normed, adam):
    """An epoch as a function. What is left over makes no smaller batch: a scan needs equal ones."""
    key, weights_key, x_key, y_key = jax.random.split(jax.random.key(1), 4)
    x = jax.random.uniform(x_key, (rows, sizes[0]))
    y = jax.random.randint(y_key, (rows,), 0, sizes[-1])
    parameters = weights(weights_key, sizes)
    if not normed:
        parameters = [(w, b, (), ()) for w, b, _, _ in parameters]
    steps = rows // batch

    def loss(parameters, x, y, key):
        p = jax.nn.log_softmax(forward(parameters, x, key, normed))
        return -jnp.take_along_axis(p, y[:, None], 1).mean()

    def step(state, chosen):
        parameters, m, v, t, key = state
        key, own = jax.random.split(key) if normed else (key, None)
        grads = jax.grad(loss)(parameters, jnp.take(x, chosen, 0, mode="clip"), y[chosen], own)
        if not adam:
            return (jax.tree.map(lambda p, g: p - 0.1 * g, parameters, grads), m, v, t, key), None
        t = t + 1
        m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, grads)
        v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, grads)
        rate, root = 1e-3 / (1 - 0.9**t), lax.rsqrt(1 - 0.999**t)
        move = lambda p, m, v: p - rate * m / (jnp.sqrt(v) * root + 1e-8)
        return (jax.tree.map(move, parameters, m, v), m, v, t, key), None

    @partial(jax.jit, donate_argnums=0)
    def epoch(state):
        *rest, key = state
        key, own = jax.random.split(key)
        order = jax.random.permutation(own, rows)[: steps * batch].reshape(steps, batch)
        return lax.scan(step, (*rest, key), order)[0]

    state = parameters, *[jax.tree.map(jnp.zeros_like, parameters) if adam else () for _ in "mv"], jnp.zeros(()), key

    def run():
        nonlocal state
        state = jax.block_until_ready(epoch(state))

    return run, steps


def inference():
    parameters = weights(jax.random.key(1), INFERENCE_SIZES)
    x = np.random.default_rng(1).random((INFERENCE_ROWS, INFERENCE_SIZES[0]), np.float32)
    answer = jax.jit(lambda x: forward(parameters, x, None, False))

    def one_by_one():
        for i in range(INFERENCE_ROWS):
            answer(x[i : i + 1]).block_until_ready()

    if wanted("I1"):
        report(PEER, VERSION, "I1", THREADS, INFERENCE_ROWS, one_by_one)
    if wanted("I2"):
        report(PEER, VERSION, "I2", THREADS, 1, lambda: answer(x).block_until_ready())


for name, shape in WORKLOADS.items():
    if wanted(name):
        run, steps = training(**shape)
        report(PEER, VERSION, name, THREADS, steps, run)
inference()
