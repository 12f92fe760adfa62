"""Times training steps beside PyTorch's: same network, batch, loss and optimizer, on pictures of noise, in turn.

Plain is PyTorch as its users write it: float32, eager, the default layout. Tuned is what its experts would do: bfloat16
autocast where the processor has it, channels-last tensors, the fused optimizer. Each side runs in a process of its own, two
steps that nobody counts first; the rate is that of the median step over all rounds.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

import torch
import torchvision
from machine import has_bfloat16
from torch import nn

ROOT = Path(__file__).resolve().parent.parent
REVERIE = ROOT / ".build/release/reverie"
NETWORKS = ["vgg16_bn", "resnet50"]
SIDES = ["reverie", "plain", "tuned"]
CLASSES = 101
UNCOUNTED = 2


def step_seconds(network: str, size: int, batch: int, count: int, tuned: bool) -> list[float]:
    """The seconds of each step of PyTorch."""
    layout = torch.channels_last if tuned else torch.contiguous_format
    model = torchvision.models.get_model(network, num_classes=CLASSES).to(memory_format=layout).train()
    optimizer = torch.optim.SGD(
        model.parameters(), lr=0.05, momentum=0.9, nesterov=True, weight_decay=5e-4, fused=tuned or None
    )
    criterion = nn.CrossEntropyLoss(label_smoothing=0.1)
    seconds = []
    for _ in range(count + UNCOUNTED):
        pictures = torch.randn(batch, 3, size, size).to(memory_format=layout)
        labels = torch.arange(batch) % CLASSES
        started = time.perf_counter()
        optimizer.zero_grad()
        with torch.autocast("cpu", torch.bfloat16, enabled=tuned and has_bfloat16()):
            loss = criterion(model(pictures), labels)
        loss.backward()
        optimizer.step()
        loss.item()
        seconds.append(time.perf_counter() - started)
    return seconds[UNCOUNTED:]


def measure(side: str, network: str, arguments: argparse.Namespace) -> list[float]:
    """The seconds of each step of one side, in a process of its own."""
    shared = ["--network", network, "--size", str(arguments.size), "--batch-size", str(arguments.batch_size)]
    shared += ["--count", str(arguments.count), "--threads", str(arguments.threads)]
    command = [str(REVERIE), "train-time"] if side == "reverie" else [sys.executable, __file__, "--side", side]
    printed = subprocess.run([*command, *shared], check=True, capture_output=True, text=True).stdout
    return json.loads(printed)["seconds"]


def main() -> None:
    """Prints a table for each network."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--network", choices=NETWORKS, help="one of them alone")
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--count", type=int, default=3, help="steps of each side in a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--side", choices=SIDES[1:], help="print the steps of this side alone, as JSON")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    if arguments.side:
        tuned = arguments.side == "tuned"
        seconds = step_seconds(arguments.network, arguments.size, arguments.batch_size, arguments.count, tuned)
        print(json.dumps({"pictures": arguments.batch_size, "seconds": seconds}))
        return
    print(f"{platform.machine()}, {arguments.threads} threads, PyTorch {torch.__version__}")
    for network in [arguments.network] if arguments.network else NETWORKS:
        steps: dict[str, list[float]] = {side: [] for side in SIDES}
        for _ in range(arguments.rounds):
            for side in SIDES:
                steps[side] += measure(side, network, arguments)
        rates = {side: arguments.batch_size / statistics.median(steps[side]) for side in SIDES}
        print(f"\n{network}, {arguments.size} pixels, batches of {arguments.batch_size}")
        for side, rate in rates.items():
            print(f"{side:8} {rate:6.1f} images/s, reverie is {rates['reverie'] / rate:4.2f} x")


if __name__ == "__main__":
    main()
