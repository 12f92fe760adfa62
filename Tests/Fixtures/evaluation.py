"""What an evaluation says of a classifier's answers: torch's numbers for scores by the formula."""

from __future__ import annotations

import torch

from formula import tensor

PICTURES, CLASSES, BINS = 500, 12, 15


def evaluation_fixture() -> dict[str, torch.Tensor]:
    """Scores `[500, 12]`, classes `[500]` and what follows from them, in double precision."""
    logits = tensor("evaluation/logits", (PICTURES, CLASSES), 4.0, 0.0)
    # Every third answer is made right, so that bins differ; class 11 has no picture.
    draw = (tensor("evaluation/labels", (PICTURES,), 0.5, 0.5) * (CLASSES - 1)).long()
    answers = logits[:, : CLASSES - 1].argmax(1)
    labels = torch.where(torch.arange(PICTURES) % 3 == 0, answers, draw)

    scores = logits.double()
    probabilities = scores.softmax(1)
    confidence, answer = probabilities.max(1)
    right = answer == labels
    confusion = torch.zeros(CLASSES, CLASSES, dtype=torch.int64)
    confusion.index_put_((labels, answer), torch.ones(PICTURES, dtype=torch.int64), accumulate=True)
    seen = confusion.sum(1) > 0

    # Guo et al. 2017: bins without their lower bound.
    edges = torch.linspace(0, 1, BINS + 1, dtype=torch.float64)
    error = torch.zeros((), dtype=torch.float64)
    counts = []
    for lower, upper in zip(edges[:-1], edges[1:], strict=True):
        inside = (confidence > lower) & (confidence <= upper)
        counts.append(inside.sum())
        if inside.any():
            gap = (right[inside].double().mean() - confidence[inside].mean()).abs()
            error += gap * inside.double().mean()
    return {
        "logits": logits,
        "labels": labels,
        "loss": torch.nn.functional.cross_entropy(scores, labels),
        "top1": right.double().mean(),
        "top5": (scores.topk(5, 1).indices == labels[:, None]).any(1).double().mean(),
        "class_mean": (confusion.diagonal()[seen].double() / confusion.sum(1)[seen]).mean(),
        "confusion": confusion,
        "bins": torch.stack(counts),
        "calibration_error": error,
    }
