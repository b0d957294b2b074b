"""Writes losses.csv: losses, activations and their gradients as PyTorch computes them in double precision.

    pip install torch==2.15.0
    python losses.py > losses.csv

One line a case: name, parameter, rows, columns, then four lists of numbers separated by spaces: predictions (or logits),
targets, the loss (for an activation the sum of its result times the targets), and the gradient of the predictions.
"""
import torch
from torch.nn import functional as F

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
SMOOTHING = 0.1


def numbers(tensor):
    return " ".join(repr(x) for x in tensor.detach().reshape(-1).tolist())


def case(name, parameter, z, y, loss):
    z = z.clone().requires_grad_()
    value = loss(z, y)
    value.backward()
    print(",".join([name, repr(parameter), str(z.shape[0]), str(z.shape[1]), numbers(z), numbers(y), numbers(value), numbers(z.grad)]))


print("name,parameter,rows,columns,predictions,targets,loss,gradient")
for rows, columns in [(1, 1), (1, 3), (7, 1), (5, 4), (16, 10)]:
    for scale in (0.1, 3.0, 40.0):
        z = torch.randn(rows, columns) * scale
        y = torch.randn(rows, columns)
        bits = torch.randint(0, 2, (rows, columns)).double()
        labels = torch.randint(0, columns, (rows,))
        hot = F.one_hot(labels, columns).double()
        weights = torch.rand(columns) + 0.5
        case("mse", 0.0, z, y, F.mse_loss)
        case("mae", 0.0, z, y, F.l1_loss)
        for delta in (0.3, 1.0, 5.0):
            case("huber", delta, z, y, lambda z, y: F.huber_loss(z, y, delta=delta))
        case("bce_with_logits", 0.0, z, bits, F.binary_cross_entropy_with_logits)
        case("binary_cross_entropy", 0.0, torch.sigmoid(z / scale), bits, F.binary_cross_entropy)
        case("softmax_cross_entropy", 0.0, z, hot, F.cross_entropy)
        case("smoothed", SMOOTHING, z, hot, lambda z, y: F.cross_entropy(z, labels, label_smoothing=SMOOTHING))
        # PyTorch divides by the sum of the weights, we by the number of rows: undo its division.
        case("weighted", 0.0, z, hot * weights[labels][:, None],
             lambda z, y: F.cross_entropy(z, labels, weight=weights) * weights[labels].sum() / rows)
        case("sigmoid", 0.0, z, y, lambda z, y: (torch.sigmoid(z) * y).sum())
        case("tanh", 0.0, z, y, lambda z, y: (torch.tanh(z) * y).sum())
        case("relu", 0.0, z, y, lambda z, y: (torch.relu(z) * y).sum())
        case("softmax", 0.0, z, y, lambda z, y: (torch.softmax(z, 1) * y).sum())
