extension TensorBoardSummary {
  /// The settings of a run, for TensorBoard's table of runs (its `hparams` plugin).
  static func settings(_ settings: [String: String]) -> TensorBoardSummary {
    let session = ProtobufMessage { session in
      for (name, text) in settings.sorted(by: { $0.key < $1.key }) {
        session.add(
          1,
          ProtobufMessage {
            $0.add(1, name)
            $0.add(2, settingValue(text))
          })
      }
    }
    return TensorBoardSummary(
      tag: "_hparams_/session_start_info",
      value: .metadata(plugin: "hparams", content: ProtobufMessage { $0.add(3, session) }))
  }

  /// What the table shows of a run beside its settings: the last values of these tags.
  static func measures(_ tags: [String]) -> TensorBoardSummary {
    let experiment = ProtobufMessage { experiment in
      for tag in tags {
        let name = ProtobufMessage { $0.add(2, tag) }
        experiment.add(5, ProtobufMessage { $0.add(1, name) })
      }
    }
    return TensorBoardSummary(
      tag: "_hparams_/experiment",
      value: .metadata(plugin: "hparams", content: ProtobufMessage { $0.add(2, experiment) }))
  }

  /// Charts with several curves each, in one group (the `custom_scalars` plugin).
  static func layout(_ group: String, charts: KeyValuePairs<String, [String]>) -> TensorBoardSummary {
    let category = ProtobufMessage { category in
      category.add(1, group)
      for (title, tags) in charts {
        let curves = ProtobufMessage { curves in tags.forEach { curves.add(1, $0) } }
        category.add(
          2,
          ProtobufMessage {
            $0.add(1, title)
            $0.add(2, curves)
          })
      }
    }
    return TensorBoardSummary(
      tag: "custom_scalars__config__",
      value: .content(plugin: "custom_scalars", ProtobufMessage { $0.add(2, category) }))
  }

  /// A number, a truth value or a text as `google.protobuf.Value`.
  private static func settingValue(_ text: String) -> ProtobufMessage {
    ProtobufMessage { value in
      switch text {
      case "true", "false": value.add(4, text == "true" ? 1 : 0)
      default:
        if let number = Double(text), number.isFinite { value.add(2, number) } else { value.add(3, text) }
      }
    }
  }
}
