"""The workloads in PyTorch, eager: `python torch_peer.py [threads]` prints one line of JSON a workload."""

import json
import sys
import time

import torch
from torch import nn

THREADS = int(sys.argv[1]) if len(sys.argv) > 1 else 2
MODE = sys.argv[2] if len(sys.argv) > 2 else "eager"  # or "compile" or "fused"
WORKLOADS = {
    "W1": dict(sizes=[64, 64, 10], rows=1797, batch=32, normed=False, adam=False),
    "W2": dict(sizes=[784, 128, 10], rows=12000, batch=64, normed=False, adam=False),
    "W3": dict(sizes=[784, 512, 256, 10], rows=12000, batch=128, normed=False, adam=True),
    "W4": dict(sizes=[784, 128, 10], rows=12000, batch=64, normed=True, adam=True),
}


def network(sizes, normed):
    layers = []
    for n, m in zip(sizes[:-2], sizes[1:-1]):
        dense = nn.Linear(n, m)
        nn.init.kaiming_normal_(dense.weight, nonlinearity="relu")
        layers += [dense, nn.ReLU()] + ([nn.BatchNorm1d(m), nn.Dropout(0.2)] if normed else [])
    return nn.Sequential(*layers, nn.Linear(sizes[-2], sizes[-1]))


def timed(run):
    run()
    seconds = []
    for _ in range(5):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return min(seconds), sorted(seconds)[2]


def report(name, steps, run):
    best, median = timed(run)
    print(json.dumps(dict(
        peer=f"torch-{MODE}-{torch.__version__}", workload=name, threads=THREADS, min_ms_per_epoch=best * 1e3,
        median_ms_per_epoch=median * 1e3, us_per_step=best / steps * 1e6,
    )), flush=True)


def training(sizes, rows, batch, normed, adam):
    x, y = torch.rand(rows, sizes[0]), torch.randint(sizes[-1], (rows,))
    net = network(sizes, normed)
    loss = nn.CrossEntropyLoss()
    fused = dict(fused=True) if MODE == "fused" else {}
    parameters = net.parameters()
    optimizer = torch.optim.Adam(parameters, lr=1e-3, **fused) if adam else torch.optim.SGD(parameters, lr=0.1, **fused)

    def forward(a, b):
        return loss(net(a), b)

    if MODE == "compile":
        forward = torch.compile(forward)

    def epoch():
        for rows_of_batch in torch.randperm(rows).split(batch):
            optimizer.zero_grad()
            forward(x[rows_of_batch], y[rows_of_batch]).backward()
            optimizer.step()

    return epoch


torch.manual_seed(1)
torch.set_num_threads(THREADS)
for name, shape in WORKLOADS.items():
    report(name, -(-shape["rows"] // shape["batch"]), training(**shape))

net = network([784, 128, 10], False).eval()
x = torch.rand(10000, 784)
with torch.inference_mode():
    def one_by_one():
        for i in range(len(x)):
            net(x[i : i + 1])

    report("I1", len(x), one_by_one)
    report("I2", 1, lambda: net(x))
