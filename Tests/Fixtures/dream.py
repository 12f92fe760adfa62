"""The paper's dream in plain PyTorch, with its two pyramids, as the reference for the program's own."""

from __future__ import annotations

from dataclasses import dataclass, field

import torch
import torch.nn.functional as F
from torch import nn

from formula import fill, picture
from networks import build, vgg_layers

MEAN = torch.tensor([0.485, 0.456, 0.406]).reshape(1, 3, 1, 1)
STD = torch.tensor([0.229, 0.224, 0.225]).reshape(1, 3, 1, 1)


@dataclass(frozen=True)
class Settings:
    """One dream, without spatial shift."""

    network: str = "vgg11_bn"
    layer: str = "relu3_2"
    width: int = 120
    height: int = 90
    levels: int = 3
    ratio: float = 1.8
    iterations: int = 4
    learning_rate: float = 0.09
    smoothing: float = 0.5

    def level_size(self, level: int) -> tuple[int, int]:
        """Height and width of a level, 0 being the smallest."""
        scale = self.ratio ** (level - self.levels + 1)
        return round(self.height * scale), round(self.width * scale)


@dataclass
class Trace:
    """What is kept on the way: the loss before each step, and the very first step's gradients."""

    losses: list[float] = field(default_factory=list)
    gradient: torch.Tensor | None = None
    direction: torch.Tensor | None = None


def truncated(settings: Settings) -> nn.Module:
    """The network with the formula's weights, up to the dreamed layer."""
    network = build(settings.network, 10)
    last = vgg_layers(network)[settings.layer]
    count = next(i for i, module in enumerate(network.features) if module is last) + 1
    return fill(network).features[:count]


def gaussian_kernel(sigma: float) -> torch.Tensor:
    """A 9 x 9 Gaussian of sum 1: the outer product of two normalized one-dimensional ones."""
    line = torch.exp(-(torch.arange(-4, 5, dtype=torch.float64) ** 2) / (2 * sigma**2))
    line /= line.sum()
    return torch.outer(line, line).float()


def smoothed(gradient: torch.Tensor, sigma: float) -> torch.Tensor:
    """The mean of three Gaussian blurs of the gradient, of sigma / 2, sigma and 2 sigma."""
    padded = F.pad(gradient, (4, 4, 4, 4), mode="reflect")
    blurs = []
    for factor in (0.5, 1.0, 2.0):
        kernel = gaussian_kernel(sigma * factor).expand(3, 1, 9, 9)
        blurs.append(F.conv2d(padded, kernel, groups=3))
    return (blurs[0] + blurs[1] + blurs[2]) / 3


def ascend(network: nn.Module, x: torch.Tensor, settings: Settings, trace: Trace) -> torch.Tensor:
    """All iterations of one level."""
    for iteration in range(settings.iterations):
        x = x.detach().requires_grad_()
        loss = network(x).square().mean()
        (gradient,) = torch.autograd.grad(loss, x)
        sigma = 2 * (iteration + 1) / settings.iterations + settings.smoothing
        direction = smoothed(gradient, sigma)
        direction = (direction - direction.mean()) / direction.std()
        x = x.detach() + settings.learning_rate * direction
        x = torch.maximum(torch.minimum(x, (1 - MEAN) / STD), (0 - MEAN) / STD)
        trace.losses.append(loss.item())
        if trace.gradient is None:
            trace.gradient, trace.direction = gradient, direction
    return x


def resized(x: torch.Tensor, size: tuple[int, int], antialias: bool = False) -> torch.Tensor:
    """The picture resized bilinearly."""
    return F.interpolate(x, size=size, mode="bilinear", align_corners=False, antialias=antialias)


def dream_paper(network: nn.Module, base: torch.Tensor, settings: Settings, trace: Trace) -> torch.Tensor:
    """The paper's pyramid: the whole picture goes from size to size, without antialiasing."""
    x = base
    for level in range(settings.levels):
        x = ascend(network, resized(x, settings.level_size(level)), settings, trace)
    return x


def dream_detail(network: nn.Module, base: torch.Tensor, settings: Settings, trace: Trace) -> torch.Tensor:
    """The detail pyramid: every size starts from the photo at that size plus the enlarged dream so far."""
    detail: torch.Tensor | None = None
    x = base
    for level in range(settings.levels):
        size = settings.level_size(level)
        photo = resized(base, size, antialias=True)
        start = photo if detail is None else photo + resized(detail, size)
        x = ascend(network, start, settings, trace)
        detail = x - photo
    return x


def dream_fixture(settings: Settings) -> dict[str, torch.Tensor]:
    """The photo, both dreams of it (`[3, height, width]` in [0, 1]) and what was kept on the way."""
    photo = torch.from_numpy(picture(settings.width, settings.height)).permute(2, 0, 1).contiguous().float() / 255
    base = (photo.unsqueeze(0) - MEAN) / STD
    network = truncated(settings)
    tensors = {"photo": photo}
    for name, dream in (("paper", dream_paper), ("detail", dream_detail)):
        trace = Trace()
        result = dream(network, base, settings, trace) * STD + MEAN
        tensors[f"{name}/result"] = result.clamp(0, 1).squeeze(0)
        tensors[f"{name}/losses"] = torch.tensor(trace.losses).reshape(settings.levels, settings.iterations)
        if name == "paper" and trace.gradient is not None and trace.direction is not None:
            tensors[f"{name}/gradient"] = trace.gradient
            tensors[f"{name}/direction"] = trace.direction
    return tensors
