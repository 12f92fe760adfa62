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
  ///   - picture: `[1, 3, H, W]` in the network's normalisation.
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
