internal import Foundation
public import Torch

/// How faithful a map is to the network, by all measures.
public struct Faithfulness: Sendable, Equatable, Codable {
  /// How pixels come and go.
  public var insertionDeletion = InsertionDeletion()
  /// How well noise is foretold; scaled, so that maps in all units can be compared.
  public var infidelity = Infidelity()
  /// How steady the method is.
  public var maxSensitivity = MaxSensitivity()

  /// The papers' settings, and a scaled infidelity.
  public init() { infidelity.isScaled = true }

  /// What the measures say of one map.
  public struct Scores: Sendable, Equatable {
    /// The class's probability while pixels come into a blurred picture.
    public let insertion: ScoreCurve
    /// Its probability while they are taken away.
    public let deletion: ScoreCurve
    /// What is left of it when only the map is seen.
    public let confidence: ConfidenceChange
    /// See ``Infidelity``.
    public let infidelity: Double
    /// See ``MaxSensitivity``; `nil` where the method was not run again.
    public let maxSensitivity: Double?

    /// Scores.
    public init(
      insertion: ScoreCurve, deletion: ScoreCurve, confidence: ConfidenceChange, infidelity: Double,
      maxSensitivity: Double? = nil
    ) {
      self.insertion = insertion
      self.deletion = deletion
      self.confidence = confidence
      self.infidelity = infidelity
      self.maxSensitivity = maxSensitivity
    }
  }

  /// Measures a map.
  ///
  /// - Parameters:
  ///   - map: `[1, 1, H, W]`. As a mask, for the change in confidence, what is below 0 hides and the largest value shows all.
  ///   - attribution: The method's own numbers for the infidelity, `[1, 3, H, W]`; `nil`: the map.
  ///   - target: The class.
  ///   - picture: `[1, 3, H, W]` in the network's normalization.
  ///   - method: Makes an attribution of such a picture again; `nil` leaves ``Scores/maxSensitivity`` out.
  /// - Throws: `ExplainError`, `TorchError`, and what `method` throws.
  public func scores(
    of map: Tensor, attribution: Tensor? = nil, for target: Int, in picture: Tensor, _ scores: ClassScores,
    method: ((Tensor) throws -> Tensor)? = nil
  ) throws -> Scores {
    Scores(
      insertion: try insertionDeletion.insertion(of: map, for: target, in: picture, scores),
      deletion: try insertionDeletion.deletion(of: map, for: target, in: picture, scores),
      confidence: try ConfidenceChange(of: map.scaledToUnit(), for: target, in: picture, scores),
      infidelity: try infidelity.value(of: attribution ?? map, for: target, in: picture, scores),
      maxSensitivity: try method.map { try maxSensitivity.value(at: picture, attribution: $0) })
  }
}

extension Faithfulness.Scores: Encodable {
  private enum CodingKeys: String, CodingKey {
    case insertion, deletion, drop, increase, infidelity, maxSensitivity
  }

  /// The numbers alone, without the curves.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(insertion.area, forKey: .insertion)
    try container.encode(deletion.area, forKey: .deletion)
    try container.encode(confidence.drop, forKey: .drop)
    try container.encode(confidence.isIncrease, forKey: .increase)
    try container.encode(infidelity, forKey: .infidelity)
    try container.encodeIfPresent(maxSensitivity, forKey: .maxSensitivity)
  }
}

extension Explainer {
  /// How faithful an explanation of a photo is.
  ///
  /// How steady its method is, is measured for methods that ask the network once or twice.
  ///
  /// - Throws: `ExplainError`, `TorchError`.
  public func faithfulness(
    of explanation: Explanation, in image: ClassifiedImage, _ measures: Faithfulness = Faithfulness()
  ) throws -> Faithfulness.Scores {
    let (picture, target) = (image.picture, explanation.classIndex)
    let (height, width) = (picture.shape[2], picture.shape[3])
    let values = explanation.values
    let isPicture = values.shape == picture.shape
    return try measures.scores(
      of: explanation.map.resized(height: height, width: width, antialias: false),
      attribution: isPicture ? values : nil, for: target, in: picture, scores,
      method: explanation.method.isSinglePass
        ? { noisy in
          let noisy = ClassifiedImage(
            picture: noisy, scores: image.scores, probabilities: image.probabilities)
          return try self.explanation(of: target, in: noisy, by: explanation.method).values
        } : nil)
  }

  /// How faithful a map that knows nothing of the network is.
  ///
  /// - Throws: `ExplainError`, `TorchError`.
  public func faithfulness(
    of map: ReferenceMap, for target: Int, in image: ClassifiedImage,
    _ measures: Faithfulness = Faithfulness()
  ) throws -> Faithfulness.Scores {
    try measures.scores(
      of: map.map(height: image.picture.shape[2], width: image.picture.shape[3]), for: target,
      in: image.picture, scores)
  }
}

extension Faithfulness.Scores {
  /// The scores as people read them.
  public var namedValues: [NamedValue] {
    func number(_ value: Double) -> String { String(format: "%.3f", value) }
    return [
      NamedValue("insertion", number(insertion.area)), NamedValue("deletion", number(deletion.area)),
      NamedValue("confidence lost", String(format: "%.0f %%", 100 * confidence.drop)),
      NamedValue("infidelity", String(format: "%.3g", infidelity)),
    ] + (maxSensitivity.map { [NamedValue("sensitivity", number($0))] } ?? [])
  }
}

/// A map that knows nothing of the network, to which others are compared.
public enum ReferenceMap: Sendable, Equatable {
  /// Numbers drawn evenly from 0…1.
  case random(seed: UInt64)
  /// A Gaussian hill in the middle, 1 at its top, as wide (σ) as a quarter of each side: photographers put things there.
  case centeredBlob

  /// The map `[1, 1, height, width]`, in 0…1.
  public func map(height: Int, width: Int) throws(TorchError) -> Tensor {
    switch self {
    case .random(let seed):
      return try Generator(seed: seed).uniform([1, 1, height, width])
    case .centeredBlob:
      let (rows, columns) = (Self.hill(height), Self.hill(width))
      return try Tensor(rows, shape: [1, 1, height, 1]) * Tensor(columns, shape: [1, 1, 1, width])
    }
  }

  private static func hill(_ length: Int) -> [Float] {
    let (middle, deviation) = (Double(length - 1) / 2, Double(length) / 4)
    return (0..<length).map { place in
      let distance = (Double(place) - middle) / deviation
      return Float(exp(-distance * distance / 2))
    }
  }
}
