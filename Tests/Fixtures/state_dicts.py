"""The exact names and shapes of every network's state dictionary, and its number of parameters."""

from __future__ import annotations

import json
from typing import Any

from networks import PAPER_VGG_DEPTHS, build

TORCHVISION = [
    *(f"vgg{depth}{form}" for form in ("", "_bn") for depth in (11, 13, 16, 19)),
    *(f"resnet{depth}" for depth in (18, 34, 50, 101, 152)),
    "googlenet",
    "alexnet",
]


def describe(name: str, classes: int) -> dict[str, Any]:
    """One network's parameter count and its `[key, shape]` pairs in the dictionary's order."""
    network = build(name, classes)
    return {
        "classes": classes,
        "parameters": sum(parameter.numel() for parameter in network.parameters()),
        "tensors": [[key, list(value.shape)] for key, value in network.state_dict().items()],
    }


def state_dicts_json() -> str:
    """All networks as compact JSON, one network a line."""
    networks = {name: describe(name, 1000) for name in TORCHVISION}
    networks |= {name: describe(name, 67) for name in PAPER_VGG_DEPTHS}
    lines = [f'"{name}":{json.dumps(value, separators=(",", ":"))}' for name, value in networks.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"
