internal import Networks

/// How tensors that flax named become a network's: `VGG16_0.Conv_3.kernel` is `features.7.weight`.
///
/// flax counts modules of a kind (`Conv_0`, `Conv_1`, …), keeps a convolution's kernel as height × width × in × out and a
/// dense layer's as in × out. Where a network has convolutions of just the shapes of a module's, in this order,
/// and nothing else, the module is that network's features.
struct FlaxNames {
  /// The shapes of the tensors under the network's names; what is no convolution keeps its name and its shape.
  let shapes: [String: [Int]]
  private let sources: [String: Source]

  /// A tensor of the file, and the order of its dimensions in ours.
  struct Source {
    let key: String
    let order: [Int]?
  }

  /// `nil` where the tensors are not those of flax' convolutions, or of a network that is not known.
  init?(_ file: [String: [Int]]) {
    guard let (kernels, weights) = Self.network(in: file) else { return nil }
    var sources: [String: Source] = [:]
    var used: Set<String> = []
    for (kernel, weight) in zip(kernels, weights) {
      sources[weight] = Source(key: kernel, order: [3, 2, 0, 1])
      used.insert(kernel)
      let bias = String(kernel.dropLast("kernel".count)) + "bias"
      guard file[bias] != nil else { continue }
      sources[String(weight.dropLast("weight".count)) + "bias"] = Source(key: bias, order: nil)
      used.insert(bias)
    }
    for key in file.keys where !used.contains(key) { sources[key] = Source(key: key, order: nil) }
    self.sources = sources
    shapes = sources.mapValues { source in
      let shape = file[source.key] ?? []
      return source.order == nil ? shape : Self.turned(shape)
    }
  }

  /// Where in the file a tensor of ours is.
  func source(of key: String) -> Source? { sources[key] }

  /// The kernels of one module that are a network's convolutions in their order, and what the network calls them.
  private static func network(in file: [String: [Int]]) -> (kernels: [String], weights: [String])? {
    let kernels = file.keys.filter { $0.hasSuffix(".kernel") && file[$0]?.count == 4 }
    let modules = Dictionary(grouping: kernels) {
      $0.split(separator: ".").dropLast(2).joined(separator: ".")
    }
    for module in modules.values.sorted(by: { $0.count > $1.count }) {
      let kernels = module.sorted { place($0).lexicographicallyPrecedes(place($1)) }
      if let weights = network(of: kernels.map { turned(file[$0] ?? []) }) { return (kernels, weights) }
    }
    return nil
  }

  /// A kernel's shape as out × in × height × width.
  private static func turned(_ shape: [Int]) -> [Int] { [shape[3], shape[2], shape[0], shape[1]] }

  /// The names of the convolutions' weights of a network whose features are convolutions of these shapes alone.
  private static func network(of shapes: [[Int]]) -> [String]? {
    for name in Architecture.networks {
      guard let network = try? Architecture(network: name, head: .absent, classes: 0) else { continue }
      let parameters = network.graph.parameters
      let weights = parameters.filter { $0.role == .weight }
      if weights.map(\.shape) == shapes, parameters.allSatisfy({ $0.role == .weight || $0.role == .bias }) {
        return weights.map(\.key)
      }
    }
    return nil
  }

  /// A name by its parts, numbers as numbers: `Conv_2` comes before `Conv_10`.
  private static func place(_ key: String) -> [Part] {
    key.split(separator: ".").map { part in
      let digits = part.reversed().prefix { $0.isASCII && $0.isNumber }.reversed()
      return Part(text: String(part.dropLast(digits.count)), number: Int(String(digits)) ?? -1)
    }
  }

  private struct Part: Comparable {
    let text: String
    let number: Int

    static func < (one: Part, other: Part) -> Bool { (one.text, one.number) < (other.text, other.number) }
  }
}
