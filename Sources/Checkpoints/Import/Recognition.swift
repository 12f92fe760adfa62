public import Networks

/// The network that a state dictionary belongs to, found by the names and shapes of its tensors alone.
public struct Recognition: Sendable, Equatable {
  /// The network, its head (``Head/absent`` when the dictionary has no whole one) and its classes.
  public let architecture: Architecture
  /// What all keys of the dictionary begin with before the network's own names, as `model.`; mostly nothing.
  public let prefix: String
  /// Tensors of the published head, when the dictionary has no whole head.
  public let missing: [TensorShape]
  /// Counts of batches that the dictionary lacks, as old ones do; they become 0.
  public let filledIn: [TensorShape]
  /// Tensors that the network has no use for, by key.
  public let leftOver: [TensorShape]

  /// Those of ``leftOver`` that belong to heads which only training uses.
  public var auxiliary: [TensorShape] {
    leftOver.filter { tensor in
      architecture.auxiliaryPrefixes.contains { tensor.key.hasPrefix(prefix + $0) }
    }
  }

  /// Finds the network whose every parameter is among `shapes` and that leaves the fewest tensors over.
  ///
  /// - Parameters:
  ///   - shapes: The shapes of the dictionary's tensors by key.
  ///   - path: The file, for errors.
  ///   - network: The only network to look for.
  ///   - head: The only head to look for.
  /// - Throws: ``ImportError``, with the nearest network and what it lacks; `NetworkError` for a network that does not
  ///   exist.
  public init(
    of shapes: [String: [Int]], path: String, network: String? = nil, head: Head? = nil
  ) throws {
    guard !shapes.isEmpty else { throw ImportError.noTensors(path: path) }
    if let network { _ = try Architecture(network: network, head: .absent, classes: 0) }
    var nearest: Candidate?
    for prefix in Self.prefixes(of: shapes.keys) {
      let candidates = Self.candidates(shapes, prefix, network, head)
      if let best = candidates.filter(\.isWhole).max(by: { $0.matches < $1.matches }) {
        self.init(best, shapes)
        return
      }
      let closest = candidates.max { $0.likeness < $1.likeness }
      if let closest, closest.likeness > nearest?.likeness ?? -.infinity { nearest = closest }
    }
    guard let nearest else {
      throw NetworkError.wrongHead(network: network ?? "", head: head?.rawValue ?? "")
    }
    throw ImportError.unknownNetwork(path: path, Mismatch(nearest, shapes, isOnlyOne: network != nil))
  }

  private init(_ candidate: Candidate, _ shapes: [String: [Int]]) {
    let (architecture, prefix) = (candidate.architecture, candidate.prefix)
    self.architecture = architecture
    self.prefix = prefix
    func isThere(_ parameter: Parameter) -> Bool { shapes[prefix + parameter.key] == parameter.shape }
    filledIn = candidate.parameters.filter { $0.role == .batchCount && !isThere($0) }
      .map { TensorShape(key: $0.key, shape: $0.shape) }
    missing =
      architecture.head == .absent ? architecture.headShapes.filter { shapes[prefix + $0.key] == nil } : []
    let used = Set(candidate.parameters.map { prefix + $0.key })
    leftOver = shapes.filter { !used.contains($0.key) }.sorted { $0.key < $1.key }
      .map { TensorShape(key: $0.key, shape: $0.value) }
  }

  /// Nothing, then what all keys share: their first component, their first two, …
  private static func prefixes(of keys: some Collection<String>) -> [String] {
    var prefixes = [""]
    var parts = keys.map { $0.split(separator: ".", omittingEmptySubsequences: false)[...] }
    while prefixes.count < 5, let first = parts.first?.first,
      parts.allSatisfy({ $0.count > 2 && $0.first == first })
    {
      prefixes.append(prefixes[prefixes.count - 1] + first + ".")
      parts = parts.map { $0.dropFirst() }
    }
    return prefixes
  }

  private static func candidates(
    _ shapes: [String: [Int]], _ prefix: String, _ network: String?, _ head: Head?
  ) -> [Candidate] {
    (network.map { [$0] } ?? Architecture.networks).flatMap { name in
      Architecture.heads(of: name).filter { head == nil || $0 == head }
        .compactMap { Candidate(name, $0, prefix, shapes) }
    }
  }
}

extension Architecture {
  /// The tensors of the network's published head, whatever head this one has.
  var headShapes: [TensorShape] {
    let features = Set(parameters(.absent, classes: 0).map(\.key))
    let (one, two) = (parameters(.standard, classes: 1), parameters(.standard, classes: 2))
    return zip(one, two).filter { !features.contains($0.0.key) }.map { one, two in
      TensorShape(key: one.key, shape: zip(one.shape, two.shape).map { $0 == $1 ? $0 : nil })
    }
  }

  private func parameters(_ head: Head, classes: Int) -> [Parameter] {
    (try? Architecture(network: network, head: head, classes: classes))?.graph.parameters ?? []
  }
}
