internal import Downloads
internal import Files
internal import Foundation
public import Networks
public import Torch

/// A network with its weights and all that is known about it.
public struct Model {
  /// The name to show: the file's without its extension.
  public let name: String
  /// The file that it was read from; `nil` for one made in memory.
  public let path: String?
  /// The network, its classes, its normalization, its history.
  public var metadata: ModelMetadata
  /// The network as layers.
  public let graph: Graph
  /// The parameters by torchvision's keys; fractions are float32. Those of a file lie over it, and a change in place
  /// stays in memory.
  public let weights: [String: Tensor]
  /// Keys of the file that the network has no use for, sorted.
  public let ignoredKeys: [String]

  private let digest: FileDigest?

  /// The SHA-256 of the file in hexadecimal, computed when it is first asked for; `nil` for a model made in memory.
  public var sha256: String? { digest?.value }

  /// Begins to compute ``sha256`` beside other work: half a gigabyte takes a third of a second or more.
  public func prepareDigest() {
    guard let digest else { return }
    DispatchQueue.global(qos: .utility).async { _ = digest.value }
  }

  /// A model made in memory.
  ///
  /// - Throws: `NetworkError` that names the key and the layer when a parameter is missing or has another shape.
  public init(name: String, metadata: ModelMetadata, weights: [String: Tensor]) throws(NetworkError) {
    let graph = metadata.architecture.graph
    try graph.check(weights)
    self.init(name: name, metadata: metadata, graph: graph, weights: weights, file: nil)
  }

  private init(
    name: String, metadata: ModelMetadata, graph: Graph, weights: [String: Tensor], file: MappedFile?
  ) {
    let keys = Set(graph.parameters.map(\.key))
    self.name = name
    self.metadata = metadata
    self.graph = graph
    self.weights = weights.filter { keys.contains($0.key) }
    ignoredKeys = weights.keys.filter { !keys.contains($0) }.sorted()
    path = file?.path
    digest = file.map(FileDigest.init)
  }

  /// An executor of the whole network.
  public func executor() throws(NetworkError) -> Executor { try Executor(graph, weights: weights) }
}

// MARK: - Files

extension Model {
  /// Reads a model from a safetensors file that Reverie wrote.
  ///
  /// - Throws: ``CheckpointError``: the file is missing or damaged, does not describe its network, or its tensors are
  ///   not those of the network (the error names the key and the layer).
  public static func load(_ path: String) throws(CheckpointError) -> Model {
    let file = try Safetensors(path: path)
    let metadata = try ModelMetadata(of: file)
    let graph = metadata.architecture.graph
    var weights = try file.tensors()
    do {
      try graph.check(weights)
    } catch {
      throw .wrongWeights(path: path, error)
    }
    for parameter in graph.parameters where parameter.role != .batchCount {
      weights[parameter.key] = try weights[parameter.key].map { tensor throws(CheckpointError) in
        try single(tensor, key: parameter.key, path: path)
      }
    }
    let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    return Model(name: name, metadata: metadata, graph: graph, weights: weights, file: file.file)
  }

  /// Writes the model to a safetensors file that ``load(_:)`` reads.
  ///
  /// - Parameter precision: The type of weights in two or more dimensions; vectors stay as they are, and without it
  ///   everything does.
  /// - Throws: ``CheckpointError/unwritable(path:reason:)``, ``CheckpointError/tooLarge(path:key:value:precision:)``.
  public func save(to path: String, precision: Precision? = .float16) throws(CheckpointError) {
    let texts: [String: String]
    do {
      texts = try metadata.texts()
    } catch {
      throw .failed(path: path, reason: "\(error)")
    }
    try Safetensors.write(weights, metadata: texts, precision: precision, to: path)
  }

  private static func single(_ tensor: Tensor, key: String, path: String) throws(CheckpointError) -> Tensor {
    guard tensor.dtype.isFloatingPoint else {
      throw .wrongElements(path: path, key: key, type: tensor.dtype.rawValue)
    }
    do {
      return try tensor.to(.float32)
    } catch {
      throw .failed(path: path, reason: error.description)
    }
  }
}

/// The digest of a mapped file, computed once; the lock lets others wait for it meanwhile.
private final class FileDigest: @unchecked Sendable {
  private let file: MappedFile
  private let lock = NSLock()
  private var computed: String?

  init(_ file: MappedFile) { self.file = file }

  var value: String {
    lock.withLock {
      let value = computed ?? Digest.sha256(file.bytes)
      computed = value
      return value
    }
  }
}
