#!/usr/bin/env bash
#
# Two network namespaces as two hosts, joined by a cable of their own: one rank in each, under torchrun where it is
# given. Compares every epoch's loss with that of one process. Needs root, for the namespaces.
#
#   Tests/Cluster/two_hosts.sh PROGRAM PICTURES [TORCHRUN]
#
# PROGRAM is reverie; PICTURES a folder of classes. Every epoch should be one step, so choose at most 24 for training.

set -euo pipefail

readonly program=$(realpath "$1") pictures=$(realpath "$2") torchrun=${3:-}
readonly hosts=(reverie-a reverie-b) port=29517
work=$(mktemp -d)
readonly work
readonly train=(train "$pictures" --network vgg11 --head pooled --size 32 --batch-size 24 --epochs 20
  --precision float32 --learning-rate 0.01 --rank-timeout 60 --quiet)
export OMP_NUM_THREADS=1

main() {
  trap clean_up EXIT
  lay_cable
  "$program" "${train[@]}" -o "$work/one"
  host 1 & # The second host has no folder of the run: only rank 0 does.
  host 0
  wait $!
  compare
}

lay_cable() {
  for name in "${hosts[@]}"; do ip netns add "$name"; done
  ip link add eth0 netns "${hosts[0]}" type veth peer name eth0 netns "${hosts[1]}"
  for i in 0 1; do
    ip -n "${hosts[i]}" addr add "10.77.0.$((i + 1))/24" dev eth0
    ip -n "${hosts[i]}" link set lo up
    ip -n "${hosts[i]}" link set eth0 up
  done
}

host() {
  local run=(ip netns exec "${hosts[$1]}")
  if [[ -n $torchrun ]]; then
    "${run[@]}" "$torchrun" --nnodes 2 --nproc-per-node 1 --node-rank "$1" --master-addr 10.77.0.1 \
      --master-port $port --no-python "$program" "${train[@]}" -o "$work/two-$1"
  else
    RANK=$1 WORLD_SIZE=2 MASTER_ADDR=10.77.0.1 MASTER_PORT=$port \
      "${run[@]}" "$program" "${train[@]}" -o "$work/two-$1"
  fi
}

compare() {
  [[ ! -e $work/two-1 ]] || { echo 'rank 1 wrote a folder' >&2; exit 1; }
  python3 - "$work/one/metrics.jsonl" "$work/two-0/metrics.jsonl" <<'PYTHON'
import json, sys
one, two = ([json.loads(line)["trainLoss"] for line in open(path)] for path in sys.argv[1:])
assert len(one) == len(two) == 20, (len(one), len(two))
worst = max(abs(a - b) / a for a, b in zip(one, two))
print(f"20 steps on two hosts: losses differ from one process's by at most {worst:.1e}")
sys.exit(worst > 1e-5)
PYTHON
}

clean_up() {
  for name in "${hosts[@]}"; do ip netns del "$name" 2>/dev/null || true; done
  rm -rf "$work"
}

main
