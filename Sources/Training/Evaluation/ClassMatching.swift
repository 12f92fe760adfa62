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

/// What keeps a model from being tested on a folder of pictures, with the way out.
public enum EvaluationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A class of the folder that the model does not have, and the model's classes most like it.
  public struct UnknownClass: Sendable, Equatable {
    /// The class's name.
    public let name: String
    /// The names of the model's classes most like it, best first.
    public let nearest: [String]
  }

  /// The model does not know its classes' names.
  case namelessClasses(model: String)
  /// Classes of the folder that the model does not have: the first few, and how many of all.
  case unknownClasses([UnknownClass], count: Int, of: Int)
  /// The network's answer to a picture is not a number.
  case notFinite(picture: String)
  /// The model does not tell which pictures it was not trained on.
  case unknownSplit(model: String)

  /// One line: what is wrong and what to do.
  public var description: String {
    switch self {
    case .namelessClasses(let model):
      "\(model) does not say what its classes are called; import its weights again with --classes"
    case .unknownClasses(let classes, let count, let all):
      "the model does not know \(count) of the folder's \(all) classes: "
        + classes.map { "'\($0.name)' (nearest: \($0.nearest.joined(separator: ", ")))" }
        .joined(separator: "; ") + (count > classes.count ? "; and \(count - classes.count) more" : "")
        + ". Name the folders as the model's classes, which 'reverie models show' lists"
    case .notFinite(let picture):
      "the network's answer to \(picture) is not a number; its weights are damaged, or --precision float32 is needed"
    case .unknownSplit(let model):
      "\(model) does not say which pictures were held out of its training; leave --split out to take all"
    }
  }
}
