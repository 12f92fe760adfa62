internal import Files

/// The names of a network's classes, in the order of its scores.
public struct ClassLabels: Sendable, Equatable {
  /// The names; empty when they are not known.
  public let names: [String]

  /// Labels of those names.
  public init(_ names: [String]) { self.names = names }

  /// The name of a class; `class 12` where it is not known.
  public subscript(index: Int) -> String {
    names.indices.contains(index) ? names[index] : "class \(index)"
  }

  /// The index, of `count`, of a class that is given by its name, whatever the case, or by its index.
  fileprivate func index(of text: String, among count: Int) throws(NetworkError) -> Int {
    if let index = names.firstIndex(of: text)
      ?? names.firstIndex(where: { $0.lowercased() == text.lowercased() })
    {
      return index
    }
    if let index = Int(text), (0..<count).contains(index) { return index }
    throw .unknownClass(text, nearest: nearestNames(to: text, among: names), count: count)
  }
}

/// The layer that gives the scores of the classes, before the softmax (the logits).
public struct ScoreLayer: Sendable, Equatable {
  /// The layer's name.
  public let name: String
  /// The number of classes.
  public let classCount: Int
}

extension Graph {
  /// The layer of the classes' scores: the last one before the softmax; `nil` when that is not linear.
  public var scoreLayer: ScoreLayer? {
    guard let last = layers.last(where: { !($0.operation is Softmax) }),
      let linear = last.operation as? Linear
    else { return nil }
    return ScoreLayer(name: last.name, classCount: linear.outputs)
  }

  /// The layer of the scores, and the place of a class among them.
  ///
  /// - Parameters:
  ///   - text: The class's name, whatever the case, or its index from 0.
  ///   - labels: The names of the network's classes.
  /// - Throws: ``NetworkError/noClasses``, ``NetworkError/unknownClass(_:nearest:count:)`` with the nearest names.
  public func score(
    ofClass text: String, labels: ClassLabels
  ) throws(NetworkError) -> (layer: String, index: Int) {
    guard let scores = scoreLayer else { throw .noClasses }
    return (scores.name, try labels.index(of: text, among: scores.classCount))
  }
}
