extension Objective: CustomStringConvertible, Codable {
  /// The objective as `init(_:)` reads it.
  public var description: String {
    var text = ""
    for (index, part) in parts.enumerated() {
      if index == 0 {
        text += part.weight < 0 ? "-" : ""
      } else {
        text += part.weight < 0 ? " - " : " + "
      }
      text += part.weight.magnitude == 1 ? "" : "\(short(part.weight.magnitude))*"
      text += part.target.description
    }
    return text
  }

  /// Decodes the text form; an empty one is the empty objective.
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    self = text.isEmpty ? Objective() : try Objective(text)
  }

  /// Encodes the text form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension ObjectiveTarget: CustomStringConvertible {
  /// The target as an objective's text names it.
  public var description: String {
    switch self {
    case .energy(let layer):
      return layer
    case .channels(let layer, let ranges, let place):
      let channels = ranges.map {
        $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)"
      }
      let at = place.map { "@\(short($0.x)),\(short($0.y))" } ?? ""
      return "\(layer):\(channels.joined(separator: ","))\(at)"
    case .random(let layer, let seed): return "\(layer):random(\(seed))"
    case .direction(let layer, let file): return "\(layer):file(\(file))"
    case .classScore(let name): return "class(\(name))"
    case .style(let layers): return layers.isEmpty ? "style" : "style(\(layers.joined(separator: ", ")))"
    case .content(let layer): return layer.map { "content(\($0))" } ?? "content"
    case .guide(let layer, let matching):
      let arguments = [layer, matching == .best ? nil : matching.rawValue].compactMap(\.self)
      return arguments.isEmpty ? "guide" : "guide(\(arguments.joined(separator: ", ")))"
    }
  }
}

/// The shortest digits that give the number back, without a fraction of nought.
private func short(_ number: Double) -> String {
  let text = "\(number)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
