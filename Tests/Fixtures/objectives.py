"""Objectives, gradient treatment and image spaces in plain PyTorch, differentiated by autograd."""

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F

from formula import fill, tensor
from networks import build, vgg_layers

STD = torch.tensor([0.229, 0.224, 0.225])
COVARIANCE = torch.tensor([[0.0920, 0.0823, 0.0766], [0.0823, 0.0883, 0.0860], [0.0766, 0.0860, 0.0965]])
"""Of red, green and blue, as Sources/Dreaming/ImageSpaces/Preconditioner.swift has it."""

SIZES = ((45, 38), (24, 17))
"""Heights and widths of the gradients, even and odd."""


def activations() -> torch.Tensor:
    """Two pictures' worth of a layer's output, half of it zeros, `[2, 6, 5, 7]`."""
    return tensor("activation", (2, 6, 5, 7), 1.0, 0.0).relu()


def reference() -> torch.Tensor:
    """Another picture's, `[1, 6, 4, 6]`."""
    return tensor("reference", (1, 6, 4, 6), 1.0, 0.0).relu()


def gram(a: torch.Tensor) -> torch.Tensor:
    """How channels go together."""
    flat = a.flatten(1)
    return flat @ flat.T / flat.shape[1]


def style(a: torch.Tensor) -> torch.Tensor:
    """Minus the relative distance of one picture's Gram matrix."""
    target = gram(reference()[0])
    return -(gram(a) - target).square().sum() / target.square().sum()


def content(a: torch.Tensor) -> torch.Tensor:
    """Minus the relative distance to the first picture, upside down."""
    target = activations()[0].flip(1)
    return -(a - target).square().sum() / target.square().sum()


def guide(a: torch.Tensor) -> torch.Tensor:
    """The mean product with the best match of each position."""
    x, y = a.flatten(1), reference()[0].flatten(1)
    match = y[:, (x.T @ y).argmax(1)].detach()
    return (x * match).mean()


TERMS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "energy": lambda a: a.square().mean(),
    "channels": lambda a: a[[1, 3, 4]].mean(),
    "neuron": lambda a: a[2, 1, 5],
    "direction": lambda a: (tensor("direction", (6,), 1.0, 0.0)[:, None, None] * a).sum(0).mean(),
    "style": style,
    "content": content,
    "guide": guide,
}
"""One picture's value for its activations `[6, 5, 7]`. The neuron lies at 0.75 of the width and 0.3 of the height."""


def term_fixture() -> dict[str, torch.Tensor]:
    """Each term's value, summed over the pictures, and its gradient to the activations."""
    tensors: dict[str, torch.Tensor] = {}
    for name, term in TERMS.items():
        a = activations().clone().requires_grad_()
        value = sum(term(picture) for picture in a)
        (tensors[f"{name}/gradient"],) = torch.autograd.grad(value, a)
        tensors[f"{name}/value"] = value.detach().reshape(1)
    return tensors


def gradient(height: int, width: int) -> torch.Tensor:
    """A gradient to two pictures."""
    return tensor("gradient", (2, 3, height, width), 1.0, 0.25)


def laplacian(g: torch.Tensor, bands: int = 4) -> torch.Tensor:
    """Laplacian pyramid normalization of one picture's gradient."""
    line = torch.tensor([1.0, 4.0, 6.0, 4.0, 1.0])
    kernel = (torch.outer(line, line) / 256).expand(3, 1, 5, 5)

    def normalized(x: torch.Tensor) -> torch.Tensor:
        return x / x.square().mean().sqrt().clamp(min=1e-10)

    def spread(small: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
        zeros = torch.zeros_like(like)
        zeros[..., ::2, ::2] = small
        return F.conv2d(zeros, 4 * kernel, padding=2, groups=3)

    highs: list[torch.Tensor] = []
    for _ in range(bands):
        low = F.conv2d(g, kernel, padding=2, groups=3)[..., ::2, ::2]
        highs.append(g - spread(low, g))
        g = low
    result = normalized(g)
    for high in reversed(highs):
        result = spread(result, high) + normalized(high)
    return result


def preconditioned(g: torch.Tensor, see: Callable[[torch.Tensor], torch.Tensor]) -> torch.Tensor:
    """How the picture that `see` makes of parameters moves when they follow their own gradient."""
    parameters = torch.zeros_like(g).requires_grad_()
    (own,) = torch.autograd.grad((see(parameters) * g).sum(), parameters)
    return see(own).detach()


def decorrelated(parameters: torch.Tensor) -> torch.Tensor:
    """Parameters seen in correlated colors, in the network's normalization."""
    values, vectors = torch.linalg.eigh(COVARIANCE / torch.outer(STD, STD))
    return torch.einsum("ij,njhw->nihw", vectors * values.sqrt(), parameters)


def fourier(parameters: torch.Tensor) -> torch.Tensor:
    """Parameters whose waves are scaled by their length, in correlated colors."""
    height, width = parameters.shape[-2:]
    fy, fx = torch.fft.fftfreq(height)[:, None], torch.fft.fftfreq(width)[None, :]
    lowest = 1 / max(height, width)
    scale = lowest / torch.sqrt(fx**2 + fy**2).clamp(min=lowest)
    return decorrelated(torch.fft.ifft2(torch.fft.fft2(parameters) * scale).real)


def brightness(parameters: torch.Tensor) -> torch.Tensor:
    """One number for each pixel, added to red, green and blue."""
    return parameters[:, :1] / STD[:, None, None]


def penalised(picture: torch.Tensor, direction: torch.Tensor) -> torch.Tensor:
    """A direction less 0.3 of the total variation's gradient and 0.2 of the squares'."""
    x = picture.clone().requires_grad_()
    variation = sum((x.diff(dim=dimension) ** 2).sum() / 2 for dimension in (2, 3))
    (pull,) = torch.autograd.grad(0.3 * variation + 0.2 * x.square().sum() / 2, x)
    return direction - pull


def treatment_fixture() -> dict[str, torch.Tensor]:
    """What becomes of a gradient by each smoothing, normalization, image space and penalty."""
    tensors: dict[str, torch.Tensor] = {}
    for height, width in SIZES:
        g = gradient(height, width)
        name = f"{width}x{height}"
        tensors[f"laplacian/{name}"] = torch.cat([laplacian(picture[None]) for picture in g])
        tensors[f"fourier/{name}"] = preconditioned(g, fourier)
    tensors["decorrelated"] = preconditioned(g, decorrelated)
    tensors["brightness"] = preconditioned(g, brightness)
    tensors["deviation"] = torch.stack([(p - p.mean()) / p.std() for p in g])
    tensors["magnitude"] = torch.stack([p / p.abs().mean() for p in g])
    tensors["penalised"] = penalised(tensor("picture", tuple(g.shape), 1.0, 0.0), g)
    return tensors


class Redirected(torch.autograd.Function):
    """A ReLU whose gradient also passes where it would open the unit."""

    @staticmethod
    def forward(context: torch.autograd.function.FunctionCtx, x: torch.Tensor) -> torch.Tensor:
        context.save_for_backward(x)
        return x.relu()

    @staticmethod
    def backward(context: torch.autograd.function.FunctionCtx, g: torch.Tensor) -> torch.Tensor:
        (x,) = context.saved_tensors
        return torch.where((x > 0) | (g > 0), g, 0)


def network_fixture() -> dict[str, torch.Tensor]:
    """Gradients through vgg11_bn at a picture `[1, 3, 40, 56]` of the formula.

    `balanced`: relu3_1 + 0.5*relu2_1:3 - relu1_1, each part's gradient divided by its own deviation.
    `class`: the score of class 7. `waking`: of the mean of relu2_1 through redirected ReLUs.
    """
    network = fill(build("vgg11_bn", 10))
    x = tensor("input", (1, 3, 40, 56), 1.0, 0.0).clone().requires_grad_()
    taps: dict[str, torch.Tensor] = {}
    for name, module in vgg_layers(network).items():
        module.register_forward_hook(lambda module, inputs, output, name=name: taps.__setitem__(name, output))
        module.inplace = False
    scores = network(x)
    parts = (
        (1.0, taps["relu3_1"].square().mean()),
        (0.5, taps["relu2_1"][:, 3].mean()),
        (-1.0, taps["relu1_1"].square().mean()),
    )
    balanced = torch.zeros_like(x)
    for weight, value in parts:
        (g,) = torch.autograd.grad(value, x, retain_graph=True)
        balanced += weight * g / g.std()
    (score,) = torch.autograd.grad(scores[0, 7], x)

    waking = x
    for module in network.features[:7]:
        waking = Redirected.apply(waking) if isinstance(module, torch.nn.ReLU) else module(waking)
    (woken,) = torch.autograd.grad(waking.mean(), x)
    return {"balanced": balanced.detach(), "class": score, "waking": woken}


def objective_fixture() -> dict[str, torch.Tensor]:
    """All of the above."""
    terms = {f"term/{name}": value for name, value in term_fixture().items()}
    return terms | treatment_fixture() | network_fixture()
