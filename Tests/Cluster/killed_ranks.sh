#!/usr/bin/env bash
#
# Kills each of two ranks under torchrun with --max-restarts 1: the run goes on from its last state and ends.
#
#   Tests/Cluster/killed_ranks.sh PROGRAM PICTURES TORCHRUN

set -euo pipefail

readonly program=$(realpath "$1") pictures=$(realpath "$2") torchrun=$3
work=$(mktemp -d)
readonly work
trap 'rm -rf "$work"' EXIT

main() {
  kill_rank 0
  kill_rank 1
}

kill_rank() {
  local run=$work/run-$1 log=$work/log-$1 pid
  "$torchrun" --rdzv-backend c10d --rdzv-endpoint 127.0.0.1:0 --local-addr 127.0.0.1 --nproc-per-node 2 \
    --max-restarts 1 --no-python "$program" train "$pictures" --network vgg11 --head pooled --size 32 \
    --batch-size 6 --epochs 8 --save-every 0.1 -o "$run" >"$log" 2>&1 &
  until [[ -e $run/metrics.jsonl && $run/state.safetensors -nt $run/metrics.jsonl ]]; do sleep 0.05; done
  for pid in $(pgrep -f -- "-o $run\$"); do
    ! tr '\0' '\n' <"/proc/$pid/environ" | grep -qx "RANK=$1" || kill -KILL "$pid"
  done
  wait $! || { cat "$log"; exit 1; }
  grep -q 'exitcode: -9' "$log"
  grep -E 'lost the other|; epoch [0-9]+ of 8|^done:' "$log"
  [[ $(wc -l <"$run/metrics.jsonl") == 8 ]]
}

main
