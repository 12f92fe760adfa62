/// What a network takes the photo for, what it takes the dream for, and how far apart the two answers are.
public struct ClassChange: Codable, Sendable, Equatable {
  /// A class and how likely it is.
  public struct Choice: Codable, Sendable, Equatable {
    /// The class's name.
    public let name: String
    /// Its probability, 0…1.
    public let probability: Double
  }

  /// The likeliest class of the photo.
  public let photo: Choice
  /// The likeliest class of the dream.
  public let dream: Choice
  /// The total variation distance of the two distributions, ½ Σ |p − q|: 0 for the same answer, 1 for nothing in common.
  public let distance: Double

  /// Compares two distributions over the same classes.
  ///
  /// - Parameters:
  ///   - photo: The probabilities of the photo's classes; at least one.
  ///   - dream: Those of the dream, as many.
  ///   - name: The name of a class by its index.
  public init(photo: [Float], dream: [Float], name: (Int) -> String) {
    precondition(!photo.isEmpty && photo.count == dream.count, "two distributions over the same classes")
    func choice(_ probabilities: [Float]) -> Choice {
      let index = probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0
      return Choice(name: name(index), probability: Double(probabilities[index]))
    }
    self.photo = choice(photo)
    self.dream = choice(dream)
    distance = zip(photo, dream).map { abs(Double($0) - Double($1)) }.reduce(0, +) / 2
  }
}
