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
