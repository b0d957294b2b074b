"""Runs our library and its peers in turns and records who needed how long: `python benches/peers/compare.py`.

Whatever is not installed, or does not compile, is left out and named. Only the shortest time of all rounds counts.
"""

import argparse
import csv
import datetime
import importlib.metadata
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WORKLOADS = ["W1", "W2", "W3", "W4", "I1", "I2"]
OURS = "neural"
FIELDS = ["peer", "version", "workload", "threads", "us_per_step"]

# As they come, without anything done for their speed.
PLAIN = [OURS, "torch eager"]

# For the other peers: glibc otherwise gives large blocks back to the system and asks for them again, which costs those dearly
# that make a new array for each result.
KEEP_MEMORY = {
    "MALLOC_MMAP_THRESHOLD_": str(1 << 32),
    "MALLOC_TRIM_THRESHOLD_": str(1 << 33),
    "MALLOC_TOP_PAD_": str(1 << 26),
}


def python(file, package, *words):
    """How to run a peer that is written in Python, or `None` if its package is not there."""
    try:
        importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None
    return lambda threads: ([sys.executable, str(HERE / file), str(threads), *words], HERE)


def rust(package):
    """How to run a peer that is written in Rust, or `None` if it does not compile."""
    options, folder = ["--release", "--locked"], HERE / package
    built = subprocess.run(["cargo", "build", *options], cwd=folder, capture_output=True, text=True)
    if built.returncode:
        print(f"{package} does not compile:\n{built.stderr[-1500:]}", file=sys.stderr)
        return None
    return lambda threads: (["cargo", "run", "--quiet", *options, "--"], folder)


def ours(threads):
    return ["cargo", "bench", "--quiet", "--bench", "training", "--", "--json"], ROOT


PEERS = {
    OURS: lambda: ours,
    "torch eager": lambda: python("torch_peer.py", "torch", "eager"),
    "torch tuned": lambda: python("torch_peer.py", "torch", "tuned"),
    "torch fused": lambda: python("torch_peer.py", "torch", "fused"),
    "torch compile": lambda: python("torch_peer.py", "torch", "compile"),
    "jax": lambda: python("jax_peer.py", "jax"),
    "numpy": lambda: python("numpy_peer.py", "numpy"),
    "scikit-learn": lambda: python("sklearn_peer.py", "scikit-learn"),
    "burn": lambda: rust("burn_peer"),
    "candle": lambda: rust("candle_peer"),
}


def locked_version(package, crate):
    """The version of a crate that the lock file names."""
    lock = (HERE / package / "Cargo.lock").read_text()
    return re.search(rf'name = "{crate}"\nversion = "([^"]+)"', lock)[1]


def version_of(peer, line):
    if peer == OURS:
        return re.search(r'^version = "([^"]+)"', (ROOT / "Cargo.toml").read_text(), re.M)[1]
    if peer == "burn":
        return locked_version("burn_peer", "burn")
    return locked_version("candle_peer", "candle-core") if peer == "candle" else line["version"]


def run(peer, command, threads, workloads):
    """A line of JSON for each workload."""
    words, folder = command(threads)
    chosen = [] if workloads == WORKLOADS else workloads
    environment = {**os.environ, **({} if peer in PLAIN else KEEP_MEMORY), "RAYON_NUM_THREADS": str(threads)}
    done = subprocess.run([*words, *chosen], cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        print(f"{peer} failed:\n{done.stderr[-1500:]}", file=sys.stderr)
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def machine():
    model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    rustc = subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=True).stdout.split()[1]
    return {
        "date": datetime.date.today().isoformat(),
        "processor": re.sub(r"\s+", " ", model[1]) if model else "unknown",
        "cores": os.cpu_count(),
        "rustc": rustc,
        "python": ".".join(map(str, sys.version_info[:3])),
    }


def write(best, about, folder):
    """`recorded.csv`: a row for each peer, number of threads and workload; the machine in lines that begin with #."""
    rows = []
    for (peer, threads, workload), line in best.items():
        rows.append([peer, version_of(peer, line), workload, threads, f"{line['us_per_step']:.3f}"])
    order = list(PEERS)
    rows.sort(key=lambda row: (row[3], order.index(row[0]), WORKLOADS.index(row[2])))
    with open(folder / "recorded.csv", "w", newline="") as file:
        for name, value in about.items():
            file.write(f"# {name}: {value}\n")
        csv.writer(file, lineterminator="\n").writerows([FIELDS, *rows])


def warn_if_restless(rounds):
    """On a quiet machine a round is like the other."""
    times = [[line["us_per_step"] for line in lines] for lines in rounds.values()]
    restless = sum(max(each) > 1.2 * min(each) for each in times)
    if restless > len(times) / 10:
        print(
            f"{restless} of {len(times)} times differ by more than a fifth between rounds: something else was running. "
            "Do not trust these numbers, and measure again when the machine is quiet",
            file=sys.stderr,
        )


def main():
    parser = argparse.ArgumentParser(description="Compares our library with its peers on this machine.")
    parser.add_argument("--rounds", type=int, default=3, help="how often everybody runs (default: 3)")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2], help="numbers of threads (default: 1 2)")
    names = ", ".join(f'"{peer}"' for peer in PEERS)
    parser.add_argument(
        "--peers", nargs="+", choices=list(PEERS), metavar="PEER", default=list(PEERS), help=f"of {names} (default: all)"
    )
    parser.add_argument("--workloads", nargs="+", choices=WORKLOADS, default=WORKLOADS)
    parser.add_argument("--into", type=Path, default=HERE, help="the folder of recorded.csv (default: that of this file)")
    options = parser.parse_args()
    options.into.mkdir(parents=True, exist_ok=True)  # now: measuring takes minutes

    chosen = [peer for peer in PEERS if peer == OURS or peer in options.peers]
    subprocess.run(["cargo", "bench", "--quiet", "--no-run", "--bench", "training"], cwd=ROOT, check=True)
    commands = {peer: PEERS[peer]() for peer in chosen}
    for peer in [peer for peer, command in commands.items() if command is None]:
        print(f"{peer} is left out", file=sys.stderr)
        del commands[peer]

    rounds = {}
    for turn in range(options.rounds):
        for threads in options.threads:
            for peer, command in commands.items():
                start = time.monotonic()
                for line in run(peer, command, threads, options.workloads):
                    rounds.setdefault((peer, threads, line["workload"]), []).append(line)
                taken = time.monotonic() - start
                where = f"round {turn + 1} of {options.rounds}, threads {threads}"
                print(f"{where}: {peer}, {taken:.0f} s", file=sys.stderr)
    warn_if_restless(rounds)
    best = {key: min(lines, key=lambda line: line["us_per_step"]) for key, lines in rounds.items()}
    write(best, machine(), options.into)
    print(f"wrote {os.path.relpath(options.into / 'recorded.csv')}")


if __name__ == "__main__":
    main()
