internal import Files
internal import Networks

/// Which of a model's classes each class of a folder is, by name.
public struct ClassMatching: Sendable, Equatable {
  /// For each class of the folder the index of the model's class.
  public let labels: [Int]

  /// Matches names as they are, and else without regard to upper case, underscores, hyphens and spaces. Where the model
  /// has a name twice, the first counts.
  ///
  /// - Throws: ``EvaluationError/unknownClasses(_:count:of:)`` with the first few that the model does not have.
  public init(folder: [String], model: [String]) throws(EvaluationError) {
    let exact = Dictionary(zip(model, model.indices)) { first, _ in first }
    let folded = Dictionary(zip(model.map(Self.fold), model.indices)) { first, _ in first }
    let found = folder.map { exact[$0] ?? folded[Self.fold($0)] }
    let unknown = zip(folder, found).filter { $1 == nil }.map(\.0)
    guard unknown.isEmpty else {
      throw .unknownClasses(
        unknown.prefix(5).map { .init(name: $0, nearest: nearestNames(to: $0, among: model, count: 2)) },
        count: unknown.count, of: folder.count)
    }
    labels = found.compactMap(\.self)
  }

  private static func fold(_ name: String) -> String {
    name.lowercased().split { "_- ".contains($0) }.joined(separator: " ")
  }
}
