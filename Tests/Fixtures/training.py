"""The losses of 20 training steps by PyTorch at the paper's rates: SGD (momentum 0.9) and Adam, both 0.001, float32.

Float32 training is chaotic: a ReLU whose input is zero up to rounding passes its gradient or not, and Adam's first steps,
which look at the gradients' signs alone, make of that a thousandth of all weights that move the other way. From PyTorch's
own initialisation, ResNet50 in batches of 8 drifts from itself by 3e-2 in the second step and 1e-1 in the sixth when only the memory layout
of its pictures (stripes) changes. Batch norm takes out the scale of a convolution's weights, and the larger they are, the less a step turns
them: so they are `SCALES` times He's here, and the last batch norms of the residual branches start at zero. PyTorch then
agrees with itself over all 20 steps (`python training.py` says how well), and so can another program.

The pictures are smooth blobs, one class's alike; there is no dropout; the paper's VGG has its linear layers in small. Both
networks are as deep as ever with a quarter of the channels, so that a test takes seconds.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import nn

from formula import ends_residual_branch, tensor, uniform
from networks import PaperVGG, build, narrowed

STEPS, BATCH, SIDE, CLASSES, GRID, NARROWING = 20, 8, 64, 10, 5, 4
HEAD = (512, 64, 64, 32)
"""The inputs of the paper's four linear layers, in small."""
SCALES = {
    ("vgg11_paper", "sgd"): 4.0,
    ("vgg11_paper", "adam"): 400.0,
    ("resnet50", "sgd"): 4.0,
    ("resnet50", "adam"): 100.0,
}
"""How many times larger than He's the weights of convolutions are, for each network and optimiser."""


def small_paper_vgg() -> nn.Module:
    """VGG11 in the paper's form with a small head and no dropout, without values."""
    with torch.device("meta"):
        network = narrowed(PaperVGG((1, 1, 2, 2, 2), CLASSES), NARROWING)
        for index, (inputs, outputs) in enumerate(zip(HEAD, (*HEAD[1:], CLASSES), strict=True), start=1):
            network.set_submodule(f"dense{index}", nn.Linear(inputs, outputs))
        network.dropout = nn.Identity()
    return network


NETWORKS = {
    "vgg11_paper": small_paper_vgg,
    "resnet50": lambda: narrowed(build("resnet50", CLASSES), NARROWING),
}


def start(network: nn.Module, scale: float) -> nn.Module:
    """Gives a network its first weights: convolutions `scale` times He's and without bias, linear layers as PyTorch's,
    batch norms the identity, but zero at the end of a residual branch."""
    keys = set(network.state_dict())
    state: dict[str, torch.Tensor] = {}
    for name, module in network.named_modules():
        for kind, value in [*module.named_parameters(recurse=False), *module.named_buffers(recurse=False)]:
            key, shape = f"{name}.{kind}", tuple(value.shape)
            if kind == "num_batches_tracked":
                state[key] = torch.tensor(0)
            elif isinstance(module, nn.Conv2d) and kind == "weight":
                state[key] = tensor(key, shape, scale * math.sqrt(6 / math.prod(shape[1:])), 0.0).clone()
            elif isinstance(module, nn.Linear):
                state[key] = tensor(key, shape, 1 / math.sqrt(module.in_features), 0.0).clone()
            elif kind == "running_var" or kind == "weight" and not ends_residual_branch(key, keys):
                state[key] = torch.ones(shape)
            else:
                state[key] = torch.zeros(shape)
    network.load_state_dict(state, assign=True)
    return network.train().requires_grad_(True)


def levels(key: str) -> np.ndarray:
    """A grid of colors, integers from 0 to 255: `[GRID, GRID, 3]`."""
    numbers = uniform(key, 0, GRID * GRID * 3)
    return np.floor((numbers + 1) * 128).astype(np.int64).reshape(GRID, GRID, 3)


def picture(index: int, label: int) -> np.ndarray:
    """Blobs: the mean of the class's colors and the picture's own, interpolated between the grid's points. uint8."""
    grid = (levels(f"training/picture/{index}") + levels(f"training/class/{label}")) // 2
    width = SIDE // (GRID - 1)
    place, share = np.divmod(np.arange(SIDE), width)
    share = share[:, None, None]
    rows = grid[place] * (width - share) + grid[place + 1] * share
    share = share[:, 0]
    pixels = rows[:, place] * (width - share) + rows[:, place + 1] * share
    return (pixels // width**2).astype(np.uint8)


def batch(step: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Pictures in 0 to 1, NCHW, and their classes."""
    indices = range(step * BATCH, (step + 1) * BATCH)
    labels = [(7 * index + index // 10) % CLASSES for index in indices]
    pixels = np.stack([picture(index, label) for index, label in zip(indices, labels, strict=True)])
    return torch.from_numpy(pixels).permute(0, 3, 1, 2).contiguous().float() / 255, torch.tensor(labels)


def losses(
    name: str, optimizer: str, memory_format: torch.memory_format = torch.contiguous_format
) -> torch.Tensor:
    """The loss before each step, float64 `[STEPS]`."""
    network = start(NETWORKS[name](), SCALES[name, optimizer]).to(memory_format=memory_format)
    mover: torch.optim.Optimizer = (
        torch.optim.SGD(network.parameters(), lr=0.001, momentum=0.9)
        if optimizer == "sgd"
        else torch.optim.Adam(network.parameters(), lr=0.001)
    )
    found = []
    for step in range(STEPS):
        pictures, labels = batch(step)
        mover.zero_grad()
        loss = nn.functional.cross_entropy(network(pictures.contiguous(memory_format=memory_format)), labels)
        loss.backward()
        mover.step()
        found.append(loss.item())
    return torch.tensor(found, dtype=torch.float64)


def training_fixture() -> dict[str, torch.Tensor]:
    """`NETWORK/OPTIMIZER`, float64 `[STEPS]`."""
    return {f"{name}/{optimizer}": losses(name, optimizer) for name, optimizer in SCALES}


def main() -> None:
    """Says how far PyTorch is from itself when pictures lie channels-last in memory, and with two threads."""
    for name, optimizer in SCALES:
        torch.set_num_threads(1)
        expected = losses(name, optimizer)
        found = {"channels-last": losses(name, optimizer, torch.channels_last)}
        torch.set_num_threads(2)
        found["two threads"] = losses(name, optimizer)
        print(f"{name}, {optimizer}: {expected[0]:.4f} ... {expected[-1]:.4f}")
        for kind, values in found.items():
            print(f"  {kind}: within {((values - expected).abs() / expected).max():.0e}")


if __name__ == "__main__":
    main()
