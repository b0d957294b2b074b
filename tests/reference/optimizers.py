"""Writes optimizers.csv: trajectories of PyTorch's optimisers and schedules over 100 steps, in double precision.

    pip install torch==2.15.0
    python optimizers.py > optimizers.csv

One line a record: the case, the step, and a list of numbers separated by spaces. For an optimiser these are the weights
(3 x 2, row by row) and biases (1 x 2) after that step; for a schedule the factor of the learning rate at that step
(and the momentum, for one-cycle); for clipping, by norm: the norm, then the gradients.
"""
import warnings

import torch
from torch.nn.utils import clip_grad_norm_, clip_grad_value_
from torch.optim import lr_scheduler

warnings.filterwarnings("ignore", message="Detected call of")
torch.set_default_dtype(torch.float64)
STEPS = 100


def record(case, step, numbers):
    print(",".join([case, str(step), " ".join(repr(float(x)) for x in numbers)]))


def start():
    """Weights, biases, inputs and targets without any random numbers, so that they are easy to make again."""
    w = torch.tensor([[0.5, -0.3], [0.2, 0.8], [-0.6, 0.1]], requires_grad=True)
    b = torch.tensor([[0.1, -0.2]], requires_grad=True)
    x = torch.tensor([[1.0, 2.0, -1.0], [0.5, -1.5, 3.0], [-2.0, 0.3, 0.7], [1.2, 0.4, -0.8]])
    y = torch.tensor([[0.9, -0.4], [-0.5, 0.3], [0.2, 0.8], [-0.7, -0.9]])
    return w, b, x, y


def loss(w, b, x, y, with_bias):
    z = x @ w + b if with_bias else x @ w
    return ((torch.tanh(z) - y) ** 2).mean()


def optimizer(case, make, rests=lambda t: False, after=lambda o, t: None):
    w, b, x, y = start()
    rule = make([w, b])
    after(rule, -1)
    for t in range(STEPS):
        rule.zero_grad(set_to_none=True)
        loss(w, b, x, y, not rests(t)).backward()
        rule.step()
        after(rule, t)
        if t < 5 or t % 5 == 4:
            record(case, t + 1, [*w.detach().reshape(-1), *b.detach().reshape(-1)])


def schedule(case, make):
    w, b, x, y = start()
    rule = torch.optim.SGD([w, b], lr=1.0)
    rates = make(rule)
    for t in range(STEPS):
        record(case, t, [rule.param_groups[0]["lr"]])
        rates.step()


def plateau():
    """Losses that fall, stall, jump and fall again."""
    rule = torch.optim.SGD([start()[0]], lr=1.0)
    rates = lr_scheduler.ReduceLROnPlateau(rule, factor=0.5, patience=3)
    for t in range(STEPS):
        value = 1.0 / (1.0 + t) if t % 37 < 10 else 0.3 + 0.01 * (t * 7 % 5)
        rates.step(value)
        record("plateau", t, [value, rule.param_groups[0]["lr"]])


def one_cycle():
    rule = torch.optim.SGD([start()[0]], lr=1.0, momentum=0.9)
    rates = lr_scheduler.OneCycleLR(rule, max_lr=1.0, total_steps=STEPS)
    for t in range(STEPS):
        record("one_cycle", t, [rule.param_groups[0]["lr"], rule.param_groups[0]["momentum"]])
        if t < STEPS - 1:
            rates.step()


def clipping(limit):
    for by in ("norm", "value"):
        w, b, x, y = start()
        (100 * loss(w, b, x, y, True)).backward()
        clip = clip_grad_norm_ if by == "norm" else clip_grad_value_
        norm = torch.sqrt((w.grad ** 2).sum() + (b.grad ** 2).sum())
        clip([w, b], limit)
        record(f"clip_{by}", limit, [norm, *w.grad.reshape(-1), *b.grad.reshape(-1)])


O = torch.optim
print("case,step,numbers")
optimizer("sgd", lambda p: O.SGD(p, lr=0.3))
optimizer("momentum", lambda p: O.SGD(p, lr=0.05, momentum=0.9))
optimizer("nesterov", lambda p: O.SGD(p, lr=0.05, momentum=0.9, nesterov=True))
optimizer("adagrad", lambda p: O.Adagrad(p, lr=0.1))
optimizer("adagrad_epsilon", lambda p: O.Adagrad(p, lr=0.1, eps=0.05))
optimizer("rmsprop", lambda p: O.RMSprop(p, lr=0.003))
optimizer("rmsprop_epsilon", lambda p: O.RMSprop(p, lr=0.01, alpha=0.9, eps=0.05))
optimizer("adam", lambda p: O.Adam(p, lr=0.01))
optimizer("adam_epsilon", lambda p: O.Adam(p, lr=0.03, betas=(0.8, 0.95), eps=0.05))
optimizer("adam_l2", lambda p: O.Adam(p, lr=0.01, weight_decay=0.1))
optimizer("adamw", lambda p: O.AdamW(p, lr=0.01, weight_decay=0.1))
optimizer("momentum_rests", lambda p: O.SGD(p, lr=0.05, momentum=0.9), rests=lambda t: t % 3 == 1)
optimizer("adamw_rests", lambda p: O.AdamW(p, lr=0.01, weight_decay=0.1), rests=lambda t: t % 3 == 1)


def halve_every_ten(rule, t):
    if t >= 0 and t % 10 == 9:
        rule.param_groups[0]["lr"] *= 0.5


optimizer("momentum_scheduled", lambda p: O.SGD(p, lr=0.1, momentum=0.9), after=halve_every_ten)
optimizer("nesterov_scheduled", lambda p: O.SGD(p, lr=0.1, momentum=0.9, nesterov=True), after=halve_every_ten)
optimizer("adamw_scheduled", lambda p: O.AdamW(p, lr=0.1, weight_decay=0.1), after=halve_every_ten)

schedule("step_decay", lambda o: lr_scheduler.StepLR(o, step_size=7, gamma=0.5))
schedule("exponential", lambda o: lr_scheduler.ExponentialLR(o, gamma=0.95))
schedule("cosine", lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=STEPS, eta_min=0.01))
schedule("warm_restarts", lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, T_0=10, T_mult=2, eta_min=0.01))
schedule("linear_warmup", lambda o: lr_scheduler.LinearLR(o, start_factor=0.05, total_iters=20))
one_cycle()
plateau()
for limit in (0.5, 5.0, 500.0):
    clipping(limit)
