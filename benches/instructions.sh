#!/bin/sh
# Counts the instructions of twenty steps of W1 on one thread with valgrind's callgrind, and compares them with those in
# instructions.txt. Times differ from run to run by a tenth and more, these numbers by a thousandth: a change that made the
# core slower shows. `--record` writes them down. Another compiler, processor or libc counts differently.
set -eu
cd "$(dirname "$0")/.."
bench=$(cargo bench --bench training --no-run 2>&1 | sed -n 's/.*Executable.*(\(.*\))$/\1/p')
counted=$(RAYON_NUM_THREADS=1 valgrind --tool=callgrind --toggle-collect='*Training*steps*' \
    --callgrind-out-file=target/callgrind.out "$bench" --count 2>&1 | sed -n 's/.*Collected : //p')
per_step=$((counted / 40))
record=benches/instructions.txt
if [ "${1-}" = --record ]; then
    printf '%s instructions a step of W1, %s, valgrind %s\n' "$per_step" "$(rustc --version | cut -d' ' -f1-2)" \
        "$(valgrind --version | sed 's/valgrind-//')" > "$record"
fi
before=$(cut -d' ' -f1 "$record")
echo "$per_step instructions a step; recorded: $(cat "$record")"
if [ "$per_step" -gt $((before + before / 50)) ]; then
    echo "that is more than a fiftieth above what is recorded: see target/callgrind.out (callgrind_annotate)" >&2
    exit 1
fi
