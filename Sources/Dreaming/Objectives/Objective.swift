/// What a dream makes larger: a sum of weighted parts, as `relu4_3 + 0.5*relu3_1:17 - relu2_2`.
///
/// Objectives add, subtract and scale; a part with a negative weight is dreamt away. Docs/OBJECTIVES.md has the
/// grammar of the text form, which `init(_:)` reads and `description` writes.
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
