"""The workloads, and how they are timed: for the peers that are written in Python."""

import json
import sys
import time

WORKLOADS = {
    "W1": dict(sizes=[64, 64, 10], rows=1797, batch=32, normed=False, adam=False),
    "W2": dict(sizes=[784, 128, 10], rows=12000, batch=64, normed=False, adam=False),
    "W3": dict(sizes=[784, 512, 256, 10], rows=12000, batch=128, normed=False, adam=True),
    "W4": dict(sizes=[784, 128, 10], rows=12000, batch=64, normed=True, adam=True),
}
# I1 asks the network of W2 for one row after the other, I2 for all rows at once.
INFERENCE_SIZES, INFERENCE_ROWS = WORKLOADS["W2"]["sizes"], 10_000


def wanted(name):
    """Whether the command line names this workload, or none."""
    chosen = {*WORKLOADS, "I1", "I2"}.intersection(sys.argv)
    return not chosen or name in chosen


def report_training(peer, version, threads, training, normed=True):
    """Times every workload that trains, those with batch norm if there is one."""
    for name, shape in WORKLOADS.items():
        if wanted(name) and (normed or not shape["normed"]):
            report(peer, version, name, threads, -(-shape["rows"] // shape["batch"]), training(**shape))


def report(peer, version, workload, threads, steps, run):
    """Runs an epoch six times; prints the shortest and the middle one of the last five as a line of JSON."""
    run()
    seconds = []
    for _ in range(5):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    seconds.sort()
    print(json.dumps(dict(
        peer=peer, version=version, workload=workload, threads=threads, min_ms_per_epoch=seconds[0] * 1e3,
        median_ms_per_epoch=seconds[2] * 1e3, us_per_step=seconds[0] / steps * 1e6,
    )), flush=True)
