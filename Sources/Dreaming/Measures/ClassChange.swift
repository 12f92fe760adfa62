public import Networks

/// What a network takes the photo for, what it takes the dream for, and how far apart the two answers are.
public struct ClassChange: Codable, Sendable, Equatable {
  /// The likeliest class of the photo, without its index.
  public let photo: ClassProbability
  /// The likeliest class of the dream, without its index.
  public let dream: ClassProbability
  /// The total variation distance of the two distributions: 0 for the same answer, 1 for nothing in common.
  public let distance: Double

  /// Compares two distributions over the same classes.
  ///
  /// - Parameters:
  ///   - photo: The probabilities of the photo's classes; at least one.
  ///   - dream: Those of the dream, as many.
  ///   - name: The name of a class by its index.
  public init(photo: [Float], dream: [Float], name: (Int) -> String) {
    precondition(!photo.isEmpty, "a distribution has classes")
    func likeliest(_ probabilities: [Float]) -> ClassProbability {
      let index = probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0
      return ClassProbability(name: name(index), probability: Double(probabilities[index]))
    }
    self.photo = likeliest(photo)
    self.dream = likeliest(dream)
    distance = totalVariationDistance(photo, dream)
  }
}
