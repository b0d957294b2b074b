"""Predicts with NumPy from a file that the program `classifier` saved, and compares with what the program itself predicted.

    pip install safetensors==0.8.0 numpy==2.4.6
    cargo run --example classifier -- --hidden 6,4 --batch-norm --optimizer sgd --lr 0.1 --epochs 3 \
        --save tests/reference/checkpoint.safetensors --predict predictions.csv
    cd tests/reference && python checkpoint.py checkpoint.safetensors ../../predictions.csv > checkpoint.csv

Writes the first fifty rows that are tested: number, predicted class, its probability. Fails if any of the 2000
probabilities differs from the program's by more than 1e-5.
"""
import csv
import gzip
import sys

import numpy as np
from safetensors.numpy import load_file

EPSILON = 1e-5  # of batch normalisation, src/layer/batch_norm.rs

model, predictions = sys.argv[1:3]
tensors = {name: array.astype(np.float64) for name, array in load_file(model).items() if name.startswith("network.")}
images = gzip.open("../../data/mnist-t10k-images.idx3.gz").read()
x = np.frombuffer(images, np.uint8, offset=16).reshape(-1, 784).astype(np.float64)
x = (x - tensors["network.scale.mean"]) / tensors["network.scale.deviation"]

layers = sum(1 for name in tensors if name.startswith("network.layer") and name.endswith(".weight"))
for layer in range(1, layers + 1):
    x = x @ tensors[f"network.layer{layer}.weight"] + tensors[f"network.layer{layer}.bias"]
    if layer < layers:
        mean, variance = (tensors[f"network.norm{layer}.running_{what}"] for what in ("mean", "variance"))
        x = (x - mean) / np.sqrt(variance + EPSILON)
        x = np.maximum(x * tensors[f"network.norm{layer}.gamma"] + tensors[f"network.norm{layer}.beta"], 0.0)
p = np.exp(x - x.max(axis=1, keepdims=True))
p /= p.sum(axis=1, keepdims=True)

rows = list(csv.DictReader(open(predictions)))
assert len(rows) == len(p), (len(rows), len(p))
theirs = np.array([float(row["probability"]) for row in rows])
classes = np.array([int(row["predicted"]) for row in rows])
apart = np.abs(p.max(axis=1) - theirs).max()
differing = int((p.argmax(axis=1) != classes).sum())
print(f"{len(rows)} rows, {differing} other classes, probabilities at most {apart:.1e} apart", file=sys.stderr)
assert differing == 0 and apart <= 1e-5

for row in range(50):
    print(f"{row},{p[row].argmax()},{p[row].max():.12f}")
