"""A TensorBoard log as the real package encodes and frames it, with the entries that Reverie's test writes."""

from __future__ import annotations

from pathlib import Path

from google.protobuf import struct_pb2
from tensorboard.compat.proto import event_pb2, summary_pb2, tensor_pb2, types_pb2
from tensorboard.plugins.custom_scalar import layout_pb2
from tensorboard.plugins.hparams import api_pb2, plugin_data_pb2
from tensorboard.summary.writer.record_writer import RecordWriter

SETTINGS = {"learningRate": 0.05, "nesterov": True, "network": "resnet18"}
CHARTS = {
    "loss": ["loss/train", "loss/test"],
    "accuracy": ["accuracy/train", "accuracy/test", "accuracy/test_class_mean"],
    "learning rate": ["learning_rate"],
}


def metadata(plugin: str, content: bytes = b"") -> summary_pb2.SummaryMetadata:
    """What tells a plugin that a value is for it."""
    data = summary_pb2.SummaryMetadata.PluginData(plugin_name=plugin, content=content)
    return summary_pb2.SummaryMetadata(plugin_data=data)


def hparams(tag: str, **content: object) -> summary_pb2.Summary.Value:
    """A value for the table of runs; its tensor is there so that it is not passed over."""
    data = plugin_data_pb2.HParamsPluginData(**content)
    nothing = tensor_pb2.TensorProto(dtype=types_pb2.DT_FLOAT, float_val=[0.0])
    nothing.tensor_shape.dim.add(size=1)
    return summary_pb2.Summary.Value(
        tag=tag,
        tensor=nothing,
        metadata=metadata("hparams", data.SerializeToString(deterministic=True)),
    )


def settings() -> summary_pb2.Summary.Value:
    """The run's settings."""
    session = plugin_data_pb2.SessionStartInfo()
    for name, value in SETTINGS.items():
        match value:
            case bool():
                session.hparams[name].CopyFrom(struct_pb2.Value(bool_value=value))
            case float():
                session.hparams[name].CopyFrom(struct_pb2.Value(number_value=value))
            case _:
                session.hparams[name].CopyFrom(struct_pb2.Value(string_value=value))
    return hparams("_hparams_/session_start_info", session_start_info=session)


def measures() -> summary_pb2.Summary.Value:
    """The tags that the table shows."""
    tags = ["accuracy/test", "accuracy/test_class_mean", "loss/test"]
    infos = [api_pb2.MetricInfo(name=api_pb2.MetricName(tag=tag)) for tag in tags]
    return hparams("_hparams_/experiment", experiment=api_pb2.Experiment(metric_infos=infos))


def layout() -> summary_pb2.Summary.Value:
    """Charts of several curves."""
    charts = [
        layout_pb2.Chart(title=title, multiline=layout_pb2.MultilineChartContent(tag=tags))
        for title, tags in CHARTS.items()
    ]
    content = layout_pb2.Layout(category=[layout_pb2.Category(title="Training", chart=charts)])
    text = tensor_pb2.TensorProto(dtype=types_pb2.DT_STRING, string_val=[content.SerializeToString()])
    text.tensor_shape.SetInParent()
    return summary_pb2.Summary.Value(
        tag="custom_scalars__config__", tensor=text, metadata=metadata("custom_scalars")
    )


def scalars(**values: float) -> summary_pb2.Summary:
    """Points of curves; `__` stands for a slash."""
    return summary_pb2.Summary(
        value=[
            summary_pb2.Summary.Value(tag=tag.replace("__", "/"), simple_value=value)
            for tag, value in values.items()
        ]
    )


def picture() -> summary_pb2.Summary:
    """Three bytes in the place of a PNG of 5×4 pixels."""
    image = summary_pb2.Summary.Image(height=4, width=5, colorspace=3, encoded_image_string=b"PNG")
    return summary_pb2.Summary(value=[summary_pb2.Summary.Value(tag="pictures/train", image=image)])


def write_events(path: Path) -> None:
    """Writes the log of a run that was killed after its second step and went on from its first."""
    start = summary_pb2.Summary(value=[settings(), measures(), layout()])
    restart = event_pb2.SessionLog(status=event_pb2.SessionLog.START)
    events = [
        event_pb2.Event(wall_time=1000.5, file_version="brain.Event:2"),
        event_pb2.Event(wall_time=1000.5, summary=start),
        event_pb2.Event(wall_time=1000.5, step=1, summary=picture()),
        event_pb2.Event(wall_time=1000.5, step=1, summary=scalars(loss__train=2.5, learning_rate=0.0)),
        event_pb2.Event(wall_time=1000.5, step=2, summary=scalars(loss__train=9.0)),
        event_pb2.Event(wall_time=1000.5, step=2, session_log=restart),
        event_pb2.Event(wall_time=1000.5, step=300, summary=scalars(loss__train=2.0)),
    ]
    with path.open("wb") as file:
        writer = RecordWriter(file)
        for event in events:
            writer.write(event.SerializeToString(deterministic=True))
