public import Imaging
public import Networks
public import Torch

/// What a network takes two pictures for, class by class, and where it looks in each: what a dream changed.
public struct PredictionChange {
  /// A class, and how likely it is in each picture.
  public struct Class: Sendable, Equatable, Encodable {
    /// The class's name; `class 7` where names are not known.
    public let name: String
    /// Its index, from 0.
    public let index: Int
    /// Its probability in the first picture, 0…1.
    public let before: Double
    /// Its probability in the second.
    public let after: Double
  }

  /// The likeliest classes of either picture, those of the first before those that only the second has.
  public let classes: [Class]
  /// For the likeliest class of each picture (one where it is the same) where the network looks for it in both:
  /// `[1, 1, h, w]` from 0 to 1.
  public let maps: [(class: Class, before: Tensor, after: Tensor)]
  /// The total variation distance of the two distributions: 0 for the same answer, 1 for nothing in common.
  public let distance: Double

  /// Compares two pictures, by Grad-CAM.
  ///
  /// - Parameters:
  ///   - count: How many of each picture's likeliest classes are listed.
  ///   - labels: The names of the classes.
  /// - Throws: `ExplainError` for a picture that the network does not take; `TorchError`.
  public init(
    from before: Image, to after: Image, count: Int = 5, by explainer: Explainer, labels: ClassLabels
  ) throws {
    let (first, second) = (try explainer.classify(before), try explainer.classify(after))
    func change(_ index: Int) -> Class {
      Class(
        name: labels[index], index: index, before: Double(first.probabilities[index]),
        after: Double(second.probabilities[index]))
    }
    func map(_ index: Int, _ classified: ClassifiedImage) throws -> Tensor {
      try explainer.explanation(of: index, in: classified, by: .gradCAM).map
    }
    let likeliest = first.ranking.prefix(count)
    classes = (likeliest + second.ranking.prefix(count).filter { !likeliest.contains($0) }).map(change)
    distance = totalVariationDistance(first.probabilities, second.probabilities)
    let found = first.likeliest == second.likeliest ? [first.likeliest] : [first.likeliest, second.likeliest]
    maps = try found.map { (change($0), try map($0, first), try map($0, second)) }
  }
}
