/// An entry of TensorBoard's log, of the kinds that a training run writes (`event.proto` of TensorBoard).
struct TensorBoardEvent: Equatable {
  /// What the entry says.
  enum Content: Equatable {
    /// The first entry of a file: its format.
    case format
    /// The run goes on from the entry's step: what was logged at that step and later no longer counts.
    case restart
    /// Values under their tags.
    case summaries([TensorBoardSummary])
  }

  /// When it happened, in seconds since 1970.
  var wallTime: Double
  /// The steps that the run had taken.
  var step: Int
  /// What the entry says.
  var content: Content

  /// The entry as protobuf.
  var message: ProtobufMessage {
    ProtobufMessage { event in
      event.add(1, wallTime)
      if step != 0 { event.add(2, step) }
      switch content {
      case .format: event.add(3, "brain.Event:2")
      case .restart: event.add(7, ProtobufMessage { $0.add(1, Self.sessionStart) })
      case .summaries(let summaries):
        event.add(5, ProtobufMessage { list in summaries.forEach { list.add(1, $0.message) } })
      }
    }
  }

  private static let sessionStart = 1
}

/// A value under its tag (`summary.proto` of TensorBoard).
struct TensorBoardSummary: Equatable {
  /// What can be logged.
  enum Value: Equatable {
    /// A point of a curve.
    case scalar(Float)
    /// A PNG and its sides in pixels.
    case picture(png: [UInt8], width: Int, height: Int)
    /// What a plugin reads from the metadata beside the tag.
    case metadata(plugin: String, content: ProtobufMessage)
    /// What a plugin reads from a tensor of one string.
    case content(plugin: String, ProtobufMessage)
  }

  /// The name, whose part before a `/` is the group that TensorBoard shows it in.
  var tag: String
  /// The value.
  var value: Value

  /// A point of a curve.
  static func scalar(_ tag: String, _ value: Double) -> TensorBoardSummary {
    TensorBoardSummary(tag: tag, value: .scalar(Float(value)))
  }

  /// The value as protobuf.
  var message: ProtobufMessage {
    ProtobufMessage { summary in
      summary.add(1, tag)
      switch value {
      case .scalar(let number): summary.add(2, number)
      case .picture(let png, let width, let height):
        summary.add(4, Self.picture(png, width: width, height: height))
      case .metadata(let plugin, let content):
        summary.add(8, Self.zero)
        summary.add(9, Self.metadata(plugin, content))
      case .content(let plugin, let content):
        summary.add(8, Self.string(content.bytes))
        summary.add(9, Self.metadata(plugin))
      }
    }
  }

  private static let rgb = 3
  private static let float = 1
  private static let string = 7

  /// A tensor of one zero: a value without data would be passed over.
  private static let zero = ProtobufMessage {
    $0.add(1, float)
    $0.add(2, ProtobufMessage { $0.add(2, ProtobufMessage { $0.add(1, 1) }) })
    $0.add(5, [0, 0, 0, 0])
  }

  private static func picture(_ png: [UInt8], width: Int, height: Int) -> ProtobufMessage {
    ProtobufMessage {
      $0.add(1, height)
      $0.add(2, width)
      $0.add(3, rgb)
      $0.add(4, png)
    }
  }

  private static func metadata(_ plugin: String, _ content: ProtobufMessage? = nil) -> ProtobufMessage {
    let data = ProtobufMessage {
      $0.add(1, plugin)
      if let content { $0.add(2, content) }
    }
    return ProtobufMessage { $0.add(1, data) }
  }

  /// A tensor without dimensions that holds a string.
  private static func string(_ bytes: [UInt8]) -> ProtobufMessage {
    ProtobufMessage {
      $0.add(1, string)
      $0.add(2, ProtobufMessage())
      $0.add(8, bytes)
    }
  }
}

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
