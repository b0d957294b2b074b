"""Writes activations.csv: PyTorch's activations and their derivatives, in double precision.

    pip install torch==2.15.0
    python activations.py > activations.csv

One line a number: the function, z, f(z), f'(z); around 0, at the corners, and far out. For softmax the three columns are
logits, probabilities and the gradient of their weighted sum, each as numbers separated by spaces.
"""
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)

FUNCTIONS = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": lambda z: F.leaky_relu(z, 0.01),
    "prelu": lambda z: F.prelu(z, torch.tensor([0.25])),
    "elu": lambda z: F.elu(z, 1.0),
    "elu_half": lambda z: F.elu(z, 0.5),
    "selu": F.selu,
    "swish": F.silu,
    "gelu": F.gelu,
    "gelu_tanh": lambda z: F.gelu(z, approximate="tanh"),
}
POINTS = [0.0, 1e-8, 1e-3, 0.1, 0.5, 0.75, 1.0, 1.2785, 2.0, 3.0, 5.0, 8.0, 20.0, 100.0, 1000.0]

print("function,z,value,slope")
for name, f in FUNCTIONS.items():
    for point in [-z for z in reversed(POINTS[1:])] + POINTS:
        z = torch.tensor([point], requires_grad=True)
        y = f(z)
        y.sum().backward()
        print(f"{name},{point!r},{y.item()!r},{z.grad.item()!r}")

WEIGHTS = torch.tensor([0.3, -1.0, 0.7, 2.0])
for logits in ([0.0, 0.0, 0.0, 0.0], [1.0, -2.0, 0.5, 3.0], [1000.0, 999.0, -1000.0, 998.0]):
    z = torch.tensor(logits, requires_grad=True)
    p = torch.softmax(z, 0)
    (p * WEIGHTS).sum().backward()
    numbers = [" ".join(repr(x) for x in row) for row in (logits, p.tolist(), z.grad.tolist())]
    print(",".join(["softmax", *numbers]))
