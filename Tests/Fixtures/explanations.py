"""Attributions by captum and class activation maps by grad-cam, of networks with the formula's weights."""

from __future__ import annotations

import torch
from captum.attr import (
    Deconvolution,
    GuidedBackprop,
    GuidedGradCam,
    InputXGradient,
    IntegratedGradients,
    Saliency,
)
from pytorch_grad_cam import (
    AblationCAM,
    EigenCAM,
    GradCAM,
    GradCAMPlusPlus,
    HiResCAM,
    LayerCAM,
    ScoreCAM,
    XGradCAM,
)
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget
from pytorch_grad_cam.utils.svd_on_activations import get_2d_projection_with_sign_correction
from torch import nn

from class_activation import Pooled
from formula import fill, network_input
from networks import build

TARGET = 3
STEPS = 50
SAMPLES = 6
NOISE = 0.15
SEED = 5

MAPS: dict[str, type] = {
    "grad-cam": GradCAM,
    "grad-cam++": GradCAMPlusPlus,
    "layercam": LayerCAM,
    "hirescam": HiResCAM,
    "xgrad-cam": XGradCAM,
    "score-cam": ScoreCAM,
    "ablation-cam": AblationCAM,
    "eigencam": EigenCAM,
}


class SignedEigenCAM(EigenCAM):
    """EigenCAM with the sign that Seg-Eigen-CAM gives it; numpy's alone is arbitrary."""

    def get_cam_image(self, _input, _layer, _category, activations, _gradients, _smooth):  # noqa: ANN001, ANN201
        """The projection on the first principal component."""
        return get_2d_projection_with_sign_correction(activations)


def plain(network: nn.Module) -> nn.Module:
    """The network with ReLUs that write beside their input: captum's hooks need that."""
    for module in network.modules():
        if isinstance(module, nn.ReLU):
            module.inplace = False
    return fill(network).requires_grad_(True)


def gradient_attributions(network: nn.Module, layer: nn.Module, x: torch.Tensor) -> dict[str, torch.Tensor]:
    """captum's methods that need gradients alone."""
    noise = torch.normal(
        0.0, NOISE * (x.max() - x.min()).item(), (SAMPLES, *x.shape[1:]), generator=torch.Generator().manual_seed(SEED)
    )
    found = {
        "saliency": Saliency(network).attribute(x, target=TARGET),
        "input-x-gradient": InputXGradient(network).attribute(x, target=TARGET),
        "smoothgrad": Saliency(network).attribute(x + noise, target=TARGET).mean(0, keepdim=True),
        "integrated-gradients": integrated_gradients(network, x),
        "guided-backpropagation": GuidedBackprop(network).attribute(x, target=TARGET),
        "deconvolution": Deconvolution(network).attribute(x, target=TARGET),
        "guided-grad-cam": GuidedGradCam(network, layer).attribute(
            x, target=TARGET, interpolate_mode="bilinear"
        ),
    }
    return {name: value.detach() for name, value in found.items()}


def integrated_gradients(network: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """captum's, with channels last in memory as Reverie has them.

    The layout alone makes a difference of 1.5e-3 with vgg11_bn: on the way from the baseline some ReLU opens a step earlier.
    """
    x = x.contiguous(memory_format=torch.channels_last)
    method = IntegratedGradients(network.to(memory_format=torch.channels_last))
    found = method.attribute(
        x, torch.zeros_like(x), target=TARGET, n_steps=STEPS, method="riemann_middle"
    )
    network.to(memory_format=torch.contiguous_format)
    return found.contiguous()


def class_activation_maps(network: nn.Module, layer: nn.Module, x: torch.Tensor) -> dict[str, torch.Tensor]:
    """grad-cam's maps, from 0 to 1 and enlarged to the picture."""
    maps: dict[str, torch.Tensor] = {}
    for name, method in MAPS.items():
        made = SignedEigenCAM if method is EigenCAM else method
        with made(network, [layer]) as cam:
            found = cam(x, targets=[ClassifierOutputTarget(TARGET)])
        maps[name] = torch.from_numpy(found)[None]
    return maps


def explanation_fixture() -> dict[str, torch.Tensor]:
    """Everything for vgg11_bn with a pooled head, the maps and what passes ReLUs by rules for resnet18."""
    x = network_input(48, 64)
    vgg = plain(Pooled())
    vgg.forward = lambda pictures: vgg.classifier(vgg.features(pictures).mean((2, 3)))
    last = vgg.features[-2]
    tensors = {f"vgg11_bn/{name}": value for name, value in gradient_attributions(vgg, last, x).items()}
    tensors |= {f"vgg11_bn/{name}": value for name, value in class_activation_maps(vgg, last, x).items()}
    resnet = plain(build("resnet18", 10))
    maps = class_activation_maps(resnet, resnet.layer3, x)
    tensors |= {f"resnet18/{name}": value for name, value in maps.items()}
    for name in ("integrated-gradients", "guided-backpropagation"):
        tensors[f"resnet18/{name}"] = gradient_attributions(resnet, resnet.layer3, x)[name]
    return tensors
