"""Prints what the real TensorBoard finds in a folder of event files, as JSON: `python read_tensorboard.py FOLDER`."""

from __future__ import annotations

import io
import json
import sys

from PIL import Image
from tensorboard.backend.event_processing import event_accumulator
from tensorboard.plugins.custom_scalar import layout_pb2
from tensorboard.plugins.hparams import metadata

EVERYTHING = dict.fromkeys(event_accumulator.DEFAULT_SIZE_GUIDANCE, 0)


def main() -> None:
    """Reads the folder that the command line names."""
    log = event_accumulator.EventAccumulator(sys.argv[1], size_guidance=EVERYTHING).Reload()
    tags = log.Tags()
    pictures = {}
    for tag in tags["images"]:
        for event in log.Images(tag):
            with Image.open(io.BytesIO(event.encoded_image_string)) as image:
                same = image.format == "PNG" and image.size == (event.width, event.height)
            facts = {"step": event.step, "width": event.width, "height": event.height, "isPNG": same}
            pictures.setdefault(tag, []).append(facts)
    session = metadata.parse_session_start_info_plugin_data(
        log.SummaryMetadata("_hparams_/session_start_info").plugin_data.content
    )
    experiment = metadata.parse_experiment_plugin_data(
        log.SummaryMetadata("_hparams_/experiment").plugin_data.content
    )
    layout = layout_pb2.Layout.FromString(log.Tensors("custom_scalars__config__")[-1].tensor_proto.string_val[0])
    found = {
        "scalars": {tag: [[point.step, point.value] for point in log.Scalars(tag)] for tag in tags["scalars"]},
        "pictures": pictures,
        "settings": sorted(session.hparams),
        "measures": [info.name.tag for info in experiment.metric_infos],
        "charts": {chart.title: list(chart.multiline.tag) for chart in layout.category[0].chart},
    }
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
