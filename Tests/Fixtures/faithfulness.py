"""Faithfulness of attributions by captum, pytorch-grad-cam, scipy, scikit-image, and RISE's metric written out."""

from __future__ import annotations

import numpy as np
import torch
from captum.metrics import infidelity, sensitivity_max
from pytorch_grad_cam.metrics.cam_mult_image import CamMultImageConfidenceChange
from pytorch_grad_cam.utils.model_targets import ClassifierOutputSoftmaxTarget
from scipy.ndimage import gaussian_filter
from scipy.stats import spearmanr
from skimage.metrics import structural_similarity
from torch import nn

from class_activation import Pooled
from formula import fill, network_input, tensor

HEIGHT, WIDTH = 48, 64
TARGET = 0
SAMPLES = 5


def blur(picture: torch.Tensor) -> torch.Tensor:
    """RISE's blur: a 1 smoothed by scipy is the kernel of a convolution with zeros around the picture."""
    dirac = np.zeros((11, 11))
    dirac[5, 5] = 1
    kernel = torch.from_numpy(gaussian_filter(dirac, 5).astype("float32"))
    weight = torch.zeros(3, 3, 11, 11)
    for channel in range(3):
        weight[channel, channel] = kernel
    return nn.functional.conv2d(picture, weight, padding=5)


def causal_curve(
    network: nn.Module, start: torch.Tensor, finish: torch.Tensor, saliency: np.ndarray, step: int
) -> torch.Tensor:
    """RISE's metric: the probability while pixels of `finish` replace those of `start`, most salient first."""
    order = np.flip(np.argsort(saliency.reshape(-1), kind="stable"))
    steps = (order.size + step - 1) // step
    current = start.clone().reshape(3, -1)
    probabilities = []
    for index in range(steps + 1):
        logits = network(current.reshape(start.shape))
        probabilities.append(logits.softmax(1)[0, TARGET])
        places = order[step * index : step * (index + 1)].copy()
        current[:, places] = finish.reshape(3, -1)[:, places]
    return torch.stack(probabilities)


def area(curve: torch.Tensor) -> torch.Tensor:
    """RISE's normalized area under the curve."""
    return (curve.sum() - curve[0] / 2 - curve[-1] / 2) / (len(curve) - 1)


def perturbations(scale: float) -> torch.Tensor:
    """What both sides add to the picture, `[SAMPLES, 3, HEIGHT, WIDTH]`."""
    return tensor("perturbations", (SAMPLES, 3, HEIGHT, WIDTH), scale, 0.0)


def saliency(network: nn.Module, pictures: torch.Tensor) -> torch.Tensor:
    """The magnitude of the gradient of the class's score."""
    with torch.enable_grad():
        leaf = pictures.detach().requires_grad_()
        (gradient,) = torch.autograd.grad(network(leaf)[:, TARGET].sum(), leaf)
    return gradient.abs()


def similarities() -> dict[str, torch.Tensor]:
    """Rank correlation and structural similarity of written maps, with and without equal values."""
    shape = (1, 2, 30, 41)
    one = tensor("one", shape, 0.5, 0.5)
    other = (one + tensor("other", shape, 0.25, 0.25)) / 1.5
    numbers: dict[str, float] = {
        "rank": spearmanr(one.flatten(), other.flatten()).statistic,
        "rank/ties": spearmanr((one * 4).round().flatten(), (other * 4).round().flatten()).statistic,
    }
    for data_range in (1, 2):
        numbers[f"ssim/{data_range}"] = structural_similarity(
            one[0].double().numpy(),
            other[0].double().numpy(),
            channel_axis=0,
            data_range=data_range,
            gaussian_weights=True,
            sigma=1.5,
            use_sample_covariance=False,
        )
    return {key: torch.tensor(value, dtype=torch.float64) for key, value in numbers.items()}


def faithfulness_fixture() -> dict[str, torch.Tensor]:
    """All measures of a written map and attribution on vgg11_bn with a pooled head."""
    features = fill(Pooled()).eval()
    network = nn.Sequential(
        features.features, nn.AdaptiveAvgPool2d(1), nn.Flatten(), features.classifier
    ).requires_grad_(False)
    picture = network_input(HEIGHT, WIDTH).clone()
    salient = tensor("map", (1, 1, HEIGHT, WIDTH), 0.5, 0.5)
    attribution = tensor("attribution", (1, 3, HEIGHT, WIDTH), 0.05, 0.0)
    blurred = blur(picture)
    insertion = causal_curve(network, blurred, picture, salient.numpy(), WIDTH)
    deletion = causal_curve(network, picture, torch.zeros_like(picture), salient.numpy(), WIDTH)
    noise = perturbations(0.1)

    def perturb(pictures: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return noise, pictures - noise

    def fidelity(normalize: bool) -> torch.Tensor:
        return infidelity(
            network,
            perturb,
            picture,
            attribution,
            target=TARGET,
            n_perturb_samples=SAMPLES,
            normalize=normalize,
        )

    sensitivity = sensitivity_max(
        lambda pictures: (saliency(network, pictures[0]),),
        picture,
        lambda pictures: (pictures + perturbations(0.02),),
        n_perturb_samples=SAMPLES,
    )
    change = CamMultImageConfidenceChange()(
        picture, salient[0].numpy(), [ClassifierOutputSoftmaxTarget(TARGET)], network
    )
    return {
        "blurred": blurred,
        "insertion": insertion,
        "insertion/area": area(insertion),
        "deletion": deletion,
        "deletion/area": area(deletion),
        "confidence/change": torch.tensor(change),
        "infidelity": fidelity(normalize=False),
        "infidelity/scaled": fidelity(normalize=True),
        "sensitivity": sensitivity,
    } | similarities()
