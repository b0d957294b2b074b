"""The workloads in PyTorch: `python torch_peer.py THREADS [eager|tuned|fused|compile] [W1 …]`."""

import sys

import torch
from timing import INFERENCE_ROWS, INFERENCE_SIZES, report, report_training, wanted
from torch import nn

THREADS = int(sys.argv[1]) if len(sys.argv) > 1 else 2
MODE = sys.argv[2] if len(sys.argv) > 2 else "eager"
PEER, VERSION = f"torch {MODE}", torch.__version__.split("+")[0]


def network(sizes, normed):
    layers = []
    for n, m in zip(sizes[:-2], sizes[1:-1]):
        layers += [nn.Linear(n, m), nn.ReLU()] + ([nn.BatchNorm1d(m), nn.Dropout(0.2)] if normed else [])
    layers.append(nn.Linear(sizes[-2], sizes[-1]))
    for dense in layers:
        if isinstance(dense, nn.Linear):
            nn.init.kaiming_normal_(dense.weight, nonlinearity="relu")
            nn.init.zeros_(dense.bias)
    return nn.Sequential(*layers)


def training(sizes, rows, batch, normed, adam):
    x, y = torch.rand(rows, sizes[0]), torch.randint(sizes[-1], (rows,))
    net = network(sizes, normed)
    loss = nn.CrossEntropyLoss()
    fused = dict(fused=True) if MODE in ("fused", "compile") else {}
    parameters = net.parameters()
    optimizer = torch.optim.Adam(parameters, lr=1e-3, **fused) if adam else torch.optim.SGD(parameters, lr=0.1, **fused)

    def forward(rows_of_batch):
        if MODE == "eager":
            return loss(net(x[rows_of_batch]), y[rows_of_batch])
        return loss(net(x.index_select(0, rows_of_batch)), y.index_select(0, rows_of_batch))

    if MODE == "compile":
        forward = torch.compile(forward, dynamic=False)

    def epoch():
        for rows_of_batch in torch.randperm(rows).split(batch):
            optimizer.zero_grad()
            forward(rows_of_batch).backward()
            optimizer.step()

    return epoch


def inference():
    net = network(INFERENCE_SIZES, False).eval()
    x = torch.rand(INFERENCE_ROWS, INFERENCE_SIZES[0])
    if MODE == "compile":
        net = torch.compile(net, dynamic=False)

    def one_by_one():
        for i in range(INFERENCE_ROWS):
            net(x[i : i + 1])

    with torch.inference_mode():
        if wanted("I1"):
            report(PEER, VERSION, "I1", THREADS, INFERENCE_ROWS, one_by_one)
        if wanted("I2"):
            report(PEER, VERSION, "I2", THREADS, 1, lambda: net(x))


torch.manual_seed(1)
torch.set_num_threads(THREADS)
report_training(PEER, VERSION, THREADS, training)
inference()
