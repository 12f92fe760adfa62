"""Weights, inputs and pictures by a written formula that another program can repeat exactly.

The formula is spelled out in README.md; this module is its reference implementation.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import torch

Shape = tuple[int, ...]

CHUNK = 1 << 20
"""Elements computed at a time, which keeps the double precision work in the cache."""


def fnv1a(text: str) -> int:
    """The 32-bit FNV-1a hash of a text's UTF-8 bytes: the seed of the tensor of that name."""
    value = 0x811C9DC5
    for byte in text.encode("utf-8"):
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return value


def hash32(x: np.ndarray) -> np.ndarray:
    """The finaliser of murmur3 on every uint32 of an array, in place."""
    x ^= x >> np.uint32(16)
    x *= np.uint32(0x85EBCA6B)
    x ^= x >> np.uint32(13)
    x *= np.uint32(0xC2B2AE35)
    x ^= x >> np.uint32(16)
    return x


def uniform(key: str, start: int, stop: int) -> np.ndarray:
    """Elements start..<stop of the tensor named `key`, as doubles in [-1, 1)."""
    positions = np.arange(start, stop, dtype=np.uint32) + np.uint32(fnv1a(key))
    return (hash32(positions) >> np.uint32(8)).astype(np.float64) / 2**24 * 2 - 1


@lru_cache(maxsize=8)
def tensor(key: str, shape: Shape, scale: float, offset: float) -> torch.Tensor:
    """`offset + scale * u` in row-major order, computed in double and rounded once to float32."""
    count = math.prod(shape)
    values = np.empty(count, dtype=np.float32)
    for start in range(0, count, CHUNK):
        stop = min(start + CHUNK, count)
        u = uniform(key, start, stop)
        values[start:stop] = offset + scale * u if offset else scale * u
    return torch.from_numpy(values).reshape(shape)


def ends_residual_branch(key: str, keys: set[str]) -> bool:
    """Whether `layerS.B.bnK.weight` scales the last batch norm of its block's residual branch."""
    if not key.startswith("layer"):
        return False
    if key.endswith(".bn3.weight"):
        return True
    return key.endswith(".bn2.weight") and key.replace(".bn2.", ".bn3.") not in keys


def parameter(key: str, shape: Shape, keys: set[str]) -> torch.Tensor:
    """The value of one entry of a state dictionary that has the entries `keys`."""
    kind = key.rpartition(".")[2]
    if kind == "num_batches_tracked":
        return torch.tensor(0)
    if kind == "weight" and len(shape) >= 2:
        return tensor(key, shape, math.sqrt(6 / math.prod(shape[1:])), 0.0)
    if kind == "weight":
        gain = 0.25 if ends_residual_branch(key, keys) else 1.0
        return tensor(key, shape, 0.25 * gain, gain)
    if kind in ("bias", "running_mean"):
        return tensor(key, shape, 0.1, 0.0)
    if kind == "running_var":
        return tensor(key, shape, 0.25, 1.0)
    raise ValueError(f"no formula for {key}")


def fill(network: torch.nn.Module) -> torch.nn.Module:
    """Gives a network (its parameters may be on the meta device) the formula's weights, for evaluation."""
    shapes = {key: tuple(value.shape) for key, value in network.state_dict().items()}
    keys = set(shapes)
    state = {key: parameter(key, shape, keys) for key, shape in shapes.items()}
    network.load_state_dict(state, assign=True)
    return network.eval().requires_grad_(False)


def network_input(height: int, width: int) -> torch.Tensor:
    """The input `[1, 3, height, width]`, named "input", in the range of a normalized picture."""
    return tensor("input", (1, 3, height, width), 1.0, 0.0)


def picture(width: int, height: int) -> np.ndarray:
    """A picture of smooth waves, a disc's edge and fine texture: uint8, `[height, width, 3]`."""
    y, x, channel = np.meshgrid(np.arange(height), np.arange(width), np.arange(3), indexing="ij")
    smooth = 60 * np.sin(0.05 * (channel + 1) * x + 0.9 * channel) + 40 * np.sin(0.083 * y - 0.4 * channel)
    disc = np.hypot(x - 0.6 * width, y - 0.45 * height) < 0.25 * min(width, height)
    texture = 20 * uniform("picture", 0, y.size).reshape(y.shape)
    values = 120 + smooth + np.where(disc, 45 - 30 * channel, 0) + texture
    return np.clip(np.floor(values + 0.5), 0, 255).astype(np.uint8)
