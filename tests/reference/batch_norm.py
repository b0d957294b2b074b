"""Writes batch_norm.csv: batch normalisation, its gradients and running statistics as PyTorch has them, in double precision.

    pip install torch==2.15.0
    python batch_norm.py > batch_norm.csv

One line a case: "train" or "eval", rows, columns, epsilon, how much of the running statistics is kept, then lists of numbers
separated by spaces: the input (row by row), gamma, beta, running mean and variance before, the result, the gradients of
the input, gamma and beta when the loss is the sum of the result times the sines of 1, 2, 3, ..., and the running mean
and variance afterwards.
"""
import torch
from torch.nn import functional as F

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)


def numbers(tensor):
    return " ".join(repr(x) for x in tensor.detach().reshape(-1).tolist())


def case(mode, rows, columns, epsilon, kept, scale, shift):
    x = (torch.randn(rows, columns) * scale + shift).requires_grad_()
    gamma = torch.randn(columns).requires_grad_()
    beta = torch.randn(columns).requires_grad_()
    mean, variance = torch.randn(columns) + shift, (torch.rand(columns) + 0.5) * scale**2
    before = [mean.clone(), variance.clone()]
    y = F.batch_norm(x, mean, variance, gamma, beta, training=mode == "train", momentum=1 - kept, eps=epsilon)
    weights = torch.arange(1.0, rows * columns + 1).sin().reshape(rows, columns)
    (y * weights).sum().backward()
    lists = [x, gamma, beta, *before, y, x.grad, gamma.grad, beta.grad, mean, variance]
    settings = [mode, str(rows), str(columns), repr(epsilon), repr(kept)]
    print(",".join(settings + [numbers(each) for each in lists]))


print("mode,rows,columns,epsilon,kept,x,gamma,beta,mean,variance,y,dx,dgamma,dbeta,new_mean,new_variance")
for mode in ("train", "eval"):
    for rows, columns in [(2, 1), (2, 3), (3, 2), (8, 5), (32, 4)] + ([(1, 3)] if mode == "eval" else []):
        for epsilon in (1e-5, 0.1):
            for scale, shift in [(1.0, 0.0), (0.01, 0.0), (30.0, 5.0)]:
                case(mode, rows, columns, epsilon, 0.9 if rows != 8 else 0.5, scale, shift)
