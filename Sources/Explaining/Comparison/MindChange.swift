internal import Dreaming
public import Imaging
public import Networks
public import Torch

/// What a network takes two pictures for, class by class, and where it looks in each: what a dream changed in its mind.
public struct MindChange {
  /// A class, and how likely it is in each picture.
  public struct Share: Sendable, Equatable, Encodable {
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
  public let shares: [Share]
  /// For the likeliest class of each picture (one where it is the same) where the network looks for it in both:
  /// `[1, 1, h, w]` from 0 to 1.
  public let maps: [(share: Share, before: Tensor, after: Tensor)]
  /// Half the sum of the differences of all probabilities: 0 for the same answer, 1 for nothing in common.
  public let distance: Double

  /// Compares two pictures.
  ///
  /// - Parameters:
  ///   - count: How many of each picture's likeliest classes are listed.
  ///   - side: The shorter side, in pixels, at which the network looks.
  ///   - classNames: The names in the order of the scores; empty when they are not known.
  /// - Throws: `DreamError.noClasses`, `DreamError.network` for missing weights or a picture that is too small;
  ///   `TorchError`.
  public init(
    from before: Image, to after: Image, count: Int = 5, side: Int, architecture graph: Graph,
    weights: [String: Tensor], normalization: Normalization, classNames: [String]
  ) throws {
    let scores = try graph.scores
    func look(at picture: Image, for index: Int?) throws -> ClassActivation {
      do {
        return try ClassActivation(
          picture, scores: scores, class: index, architecture: graph, weights: weights,
          normalization: normalization, side: side)
      } catch let error as NetworkError {
        throw DreamError.network(error)
      }
    }
    let (first, second) = (try look(at: before, for: nil), try look(at: after, for: nil))
    let (p, q) = (first.probabilities, second.probabilities)
    func share(_ index: Int) -> Share {
      let name = classNames.indices.contains(index) ? classNames[index] : "class \(index)"
      return Share(name: name, index: index, before: Double(p[index]), after: Double(q[index]))
    }
    func top(_ probabilities: [Float]) -> [Int] {
      Array(probabilities.indices.sorted { probabilities[$0] > probabilities[$1] }.prefix(count))
    }
    let likeliest = top(p)
    shares = (likeliest + top(q).filter { !likeliest.contains($0) }).map(share)
    distance = zip(p, q).map { abs(Double($0) - Double($1)) }.reduce(0, +) / 2
    if first.classIndex == second.classIndex {
      maps = [(share(first.classIndex), first.map, second.map)]
    } else {
      maps = [
        (share(first.classIndex), first.map, try look(at: after, for: first.classIndex).map),
        (share(second.classIndex), try look(at: before, for: second.classIndex).map, second.map),
      ]
    }
  }
}
