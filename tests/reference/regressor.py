"""Writes regressor.csv: what the network of the chapter `regressor` reaches in PyTorch, on the same rows.

    pip install torch==2.15.0
    for seed in 0 1 2 3 4; do
        cargo run --example regressor -- --seed $seed --epochs 1 --export rows/$seed
    done
    python regressor.py rows > regressor.csv

One line a training: how the weights start (`same`: He's normal numbers and no biases, as in the chapter; `default`: PyTorch's
own), the seed of the rows and of PyTorch's chance, the epochs made, and MSE and MAE on the test rows, in the target's units.
"""
import copy
import pathlib
import sys

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)


def read(path):
    rows = [[float(cell) for cell in line.split(",")] for line in path.read_text().splitlines()[1:]]
    table = torch.tensor(rows, dtype=torch.float64)
    return table[:, :-1], table[:, -1:]


def network(start):
    layers, inputs = [], 10
    for units in (64, 32):
        layers += [nn.Linear(inputs, units), nn.ReLU(), nn.BatchNorm1d(units), nn.Dropout(0.2)]
        inputs = units
    layers.append(nn.Linear(inputs, 1))
    if start == "same":
        for layer in layers:
            if isinstance(layer, nn.Linear):
                nn.init.zeros_(layer.bias)
                if layer.out_features == 1:
                    nn.init.xavier_uniform_(layer.weight)
                else:
                    nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
    return nn.Sequential(*layers)


def train(folder, start, seed):
    torch.manual_seed(seed)
    parts = {name: read(folder / f"{name}.csv") for name in ("train", "validation", "test")}
    scales = [(column.mean(0), column.std(0, correction=0)) for column in parts["train"]]
    scaled = lambda name: [((v - mean) / std).float() for v, (mean, std) in zip(parts[name], scales)]
    (x_val, y_val), (x_test, _), loss_of = scaled("validation"), scaled("test"), nn.MSELoss()
    loader = DataLoader(TensorDataset(*scaled("train")), batch_size=32, shuffle=True)
    model = network(start)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.2, patience=5)
    best, best_state, waited, epoch = float("inf"), None, 0, 0
    while epoch < 100 and waited < 20:
        model.train()
        for x, y in loader:
            optimizer.zero_grad()
            loss_of(model(x), y).backward()
            optimizer.step()
        epoch += 1
        model.eval()
        with torch.no_grad():
            loss = loss_of(model(x_val), y_val).item()
        plateau.step(loss)
        if loss < best:
            best, best_state, waited = loss, copy.deepcopy(model.state_dict()), 0
        else:
            waited += 1
    model.load_state_dict(best_state)
    model.eval()
    with torch.no_grad():
        mean, std = scales[1]
        residuals = model(x_test).double() * std + mean - parts["test"][1]
    return epoch, (residuals**2).mean().item(), residuals.abs().mean().item()


print("start,seed,epochs,mse,mae")
for start in ("same", "default"):
    for seed in range(5):
        epochs, mse, mae = train(pathlib.Path(sys.argv[1]) / str(seed), start, seed)
        print(f"{start},{seed},{epochs},{mse:.6f},{mae:.6f}", flush=True)
