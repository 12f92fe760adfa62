internal import Networks

/// What a dream makes larger: a sum of weighted parts, as `relu4_3 + 0.5*relu3_1:17 - relu2_2`.
///
/// Objectives add, subtract and scale; a part with a negative weight is dreamt away. Docs/OBJECTIVES.md has
/// the grammar of the text form, which `init(_:)` reads and `description` writes.
public struct Objective: Sendable, Equatable {
  /// A target and how much it counts.
  public struct Part: Sendable, Equatable {
    /// How much the target counts, and in which direction.
    public var weight: Double
    /// What grows.
    public var target: ObjectiveTarget
  }

  /// The parts, in the order in which they were written.
  public var parts: [Part]

  /// A sum of parts; none is the objective that the model chooses.
  public init(parts: [Part] = []) { self.parts = parts }

  /// One target.
  public init(_ target: ObjectiveTarget, weight: Double = 1) {
    self.init(parts: [Part(weight: weight, target: target)])
  }

  /// Whether there is nothing to dream of yet.
  public var isEmpty: Bool { parts.isEmpty }

  /// The layers that the parts name, each once; those of a class are known only with the network.
  public var layers: [String] {
    var layers: [String] = []
    for layer in parts.flatMap(\.target.layers) where !layers.contains(layer) { layers.append(layer) }
    return layers
  }
}

extension Objective {
  /// The parts of both.
  public static func + (a: Objective, b: Objective) -> Objective { Objective(parts: a.parts + b.parts) }

  /// The parts of `a`, and those of `b` dreamt away.
  public static func - (a: Objective, b: Objective) -> Objective { a + -b }

  /// Every weight times `factor`.
  public static func * (factor: Double, objective: Objective) -> Objective {
    Objective(parts: objective.parts.map { Part(weight: factor * $0.weight, target: $0.target) })
  }

  /// What the objective makes larger becomes smaller.
  public static prefix func - (objective: Objective) -> Objective { -1 * objective }
}

// MARK: - In a network

extension Objective {
  /// The objective in a network's own names, checked: aliases and classes resolved, equal parts made one.
  ///
  /// - Parameters:
  ///   - graph: The whole network; its last layer gives the scores of the classes.
  ///   - classNames: The names of the classes in the order of the scores; empty when they are not known.
  /// - Throws: `DreamError` that names the nearest for an unknown layer or class, or the range for a channel.
  func resolved(in graph: Graph, classNames: [String]) throws(DreamError) -> Objective {
    guard !parts.isEmpty else { throw .noLayers }
    var result = Objective()
    for part in parts {
      let target = try part.target.definition.resolved(in: graph, classNames: classNames)
      if let index = result.parts.firstIndex(where: { $0.target == target }) {
        result.parts[index].weight += part.weight
      } else {
        result.parts.append(Part(weight: part.weight, target: target))
      }
    }
    return result
  }
}

// MARK: - Text

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
      text += part.weight.magnitude == 1 ? "" : "\(Self.shortest(part.weight.magnitude))*"
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

  /// The shortest digits that give the number back, without a fraction of nought.
  static func shortest(_ number: Double) -> String {
    let text = "\(number)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
