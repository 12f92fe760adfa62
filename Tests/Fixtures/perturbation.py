"""Occlusion by captum, RISE by its formula, LIME by the `lime` package, segments by scikit-image."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import numpy as np
import torch
from captum.attr import Occlusion
from lime.lime_image import LimeImageExplainer
from skimage.segmentation import quickshift, slic
from skimage.transform import resize
from torch import nn

from class_activation import Pooled
from formula import fill, picture

VERSIONS = {package: version(package) for package in ("captum", "lime", "scikit-image", "scikit-learn")}

CLASS = 7
SAMPLES = 120
SHOWN = 0.5
"""The chance of a cell of RISE's grids."""


def normalized(pixels: np.ndarray) -> torch.Tensor:
    """A picture of bytes `[H, W, 3]` in ImageNet's normalization, `[1, 3, H, W]`."""
    mean = torch.tensor([0.485, 0.456, 0.406])[:, None, None]
    deviation = torch.tensor([0.229, 0.224, 0.225])[:, None, None]
    return (torch.from_numpy(pixels).permute(2, 0, 1)[None].float() / 255 - mean) / deviation


def occlusion(network: nn.Module, image: torch.Tensor) -> dict[str, torch.Tensor]:
    """Windows of 12 every 5 pixels, whose last ones the edge cuts; once with another baseline."""
    occlusion = Occlusion(network)
    maps = {}
    for name, baseline in (("map", 0.0), ("light", 1.5)):
        values = occlusion.attribute(
            image, (3, 12, 12), (3, 5, 5), baseline, target=CLASS, perturbations_per_eval=16
        )
        maps[name] = values[:, :1]
    return {f"occlusion/{name}": values for name, values in maps.items()}


def rise(network: nn.Module, image: torch.Tensor) -> dict[str, torch.Tensor]:
    """The map of 32 masks, and what scikit-image, which the authors use, makes of the grids of the first two.

    The authors mirror a grid at its border (within half a cell of it), here its edge is repeated as PyTorch does it.
    """
    generator = np.random.default_rng(5)
    (height, width), grid = image.shape[2:], 6
    cell = (-(-height // grid), -(-width // grid))
    grids = (generator.random((32, grid, grid)) < SHOWN).astype(np.float32)
    places = generator.integers(0, cell, (32, 2))
    masks = np.empty((32, height, width), np.float32)
    for mask, cells, (top, left) in zip(masks, grids, places):
        enlarged = resize(
            cells, ((grid + 1) * cell[0], (grid + 1) * cell[1]), order=1, mode="edge", anti_aliasing=False
        )
        mask[:] = enlarged[top : top + height, left : left + width]
    quantised = torch.from_numpy(np.floor(masks * 255 + 0.5).astype(np.uint8))[:, None]
    shows = quantised.float() / 255
    likely = network(image * shows).softmax(1)[:, CLASS]
    return {
        "rise/grids": torch.from_numpy(grids[:2, None]),
        "rise/places": torch.from_numpy(places[:2]),
        "rise/enlarged": torch.from_numpy(masks[:2, None]),
        "rise/masks": quantised,
        "rise/map": (likely[:, None, None, None] * shows).sum(0, keepdim=True) / (32 * SHOWN),
    }


def lime(network: nn.Module, image: torch.Tensor, segments: np.ndarray) -> dict[str, torch.Tensor]:
    """The package's samples, the network's probabilities, and the model that the package fits to them."""
    seen: dict[str, np.ndarray] = {}

    class Explainer(LimeImageExplainer):
        def data_labels(self, *arguments: Any, **options: Any) -> tuple[np.ndarray, np.ndarray]:
            data, labels = super().data_labels(*arguments, **options)
            seen.update(samples=data, probabilities=labels[:, CLASS])
            return data, labels

    def probabilities(pictures: np.ndarray) -> np.ndarray:
        return network(torch.from_numpy(pictures).permute(0, 3, 1, 2)).softmax(1).double().numpy()

    explanation = Explainer(random_state=3).explain_instance(
        image[0].permute(1, 2, 0).contiguous().numpy(),
        probabilities,
        labels=(CLASS,),
        top_labels=None,
        num_samples=SAMPLES,
        segmentation_fn=lambda _: segments,
    )
    coefficients = [value for _, value in sorted(explanation.local_exp[CLASS])]
    return {
        "lime/segments": torch.from_numpy(segments.astype(np.uint8)),
        "lime/samples": torch.from_numpy(seen["samples"].astype(np.uint8)),
        "lime/probabilities": torch.from_numpy(seen["probabilities"]),
        "lime/coefficients": torch.tensor(coefficients, dtype=torch.float64),
        # Intercept, R² and the prediction for the picture itself.
        "lime/fit": torch.tensor(
            [explanation.intercept[CLASS], explanation.score, explanation.local_pred[0]], dtype=torch.float64
        ),
    }


def segments() -> dict[str, torch.Tensor]:
    """Labels by both methods, with the settings of the `lime` package and with others, of a picture and of a strip."""
    photo, strip = picture(96, 72), picture(90, 7)
    labels = {
        "quickshift": quickshift(photo, kernel_size=4, max_dist=200, ratio=0.2),
        "quickshift/fine": quickshift(photo, kernel_size=1.5, max_dist=3, ratio=0.6),
        "slic": slic(photo, n_segments=50, start_label=0),
        "slic/fine": slic(photo, n_segments=130, compactness=20, start_label=0),
        "slic/strip": slic(strip, n_segments=6, start_label=0),
    }
    return {
        "photo": torch.from_numpy(photo),
        "strip": torch.from_numpy(strip),
        **{f"segments/{name}": torch.from_numpy(value.astype(np.int16)) for name, value in labels.items()},
    }


@torch.inference_mode()
def perturbation_fixture() -> dict[str, torch.Tensor]:
    """All of it, for vgg11_bn with a pooled head and a picture of 48×40 pixels."""
    network = fill(Pooled()).eval()
    head = nn.Sequential(network.features, nn.AdaptiveAvgPool2d(1), nn.Flatten(), network.classifier)
    pixels = picture(48, 40)
    image = normalized(pixels)
    parts = slic(pixels, n_segments=20, start_label=0)
    return {
        "picture": torch.from_numpy(pixels),
        "score": head(image)[:, CLASS],
        **occlusion(head, image),
        **rise(head, image),
        **lime(head, image, parts),
        **segments(),
    }
