internal import Files
internal import Foundation
public import Networks
internal import Torch

/// A file of weights whose network was recognized, on its way to becoming a model.
public struct ModelImport {
  /// The file.
  public let file: WeightsFile
  /// What was found in it.
  public let recognition: Recognition
  /// The published weights that the file holds, when its SHA-256 says so.
  public let published: PublishedModel?
  /// Names of the classes in the order of the logits; empty when they are not known.
  public private(set) var classNames: [String]
  /// What pictures must go through before they enter the network. ImageNet's, unless the file is known or says otherwise.
  public var normalization: Normalization

  /// Whether nothing is known about the normalization, neither from the file nor from who published it.
  public var isNormalizationAssumed: Bool { own == nil && published == nil }

  private let own: ModelMetadata?
  private let origin: ModelOrigin

  /// Opens and recognizes a file.
  ///
  /// What the file itself says about its network, as those of Reverie do, or what is published about it, is taken over.
  ///
  /// - Parameters:
  ///   - network: The only network to look for; all without it.
  ///   - head: The only head to look for.
  ///   - published: The weights whose digests are known.
  /// - Throws: ``CheckpointError``, ``ImportError``, `NetworkError`.
  public init(
    path: String, network: String? = nil, head: Head? = nil, published: PublishedModels
  ) throws {
    let owner = published.owner(of: try MappedFile(opening: path))
    try self.init(
      path: path, network: network ?? owner?.model.network, head: head ?? owner?.model.head, owner: owner)
  }

  /// Opens a file that is known to hold the published weights.
  init(path: String, published: PublishedModel, sha256: String) throws {
    try self.init(
      path: path, network: published.network, head: published.head, owner: (published, sha256))
  }

  /// Opens the file of weights that was unpacked from a package.
  init(path: String, published: PublishedModel, in package: PublishedPackage) throws {
    try self.init(
      path: path, network: published.network, head: published.head, owner: (published, package.sha256),
      origin: ModelOrigin(file: package.file, address: nil, sha256: package.sha256))
  }

  private init(
    path: String, network: String?, head: Head?, owner: (model: PublishedModel, sha256: String)?,
    origin known: ModelOrigin? = nil
  ) throws {
    file = try WeightsFile(path: path)
    recognition = try Recognition(of: file.shapes, path: path, network: network, head: head)
    let architecture = recognition.architecture
    own = try file.metadata().flatMap { $0.architecture == architecture ? $0 : nil }
    published = owner?.model
    let names = try owner?.model.classes?.names() ?? own?.classNames ?? []
    classNames = names.count == architecture.classes ? names : []
    normalization = own?.normalization ?? owner?.model.normalization ?? .imageNet
    let source = owner?.model.address ?? path
    origin =
      known
      ?? ModelOrigin(
        file: URL(fileURLWithPath: source).lastPathComponent, address: owner?.model.address,
        sha256: owner?.sha256)
  }

  /// Names the classes.
  ///
  /// - Parameter source: Where the names come from, for errors.
  /// - Throws: ``ImportError`` when they are not as many as the network's classes.
  public mutating func name(classes names: [String], from source: String) throws(ImportError) {
    let architecture = recognition.architecture
    guard architecture.head != .absent else { throw .namesWithoutHead(path: file.path) }
    guard names.count == architecture.classes else {
      throw .wrongClassCount(path: source, names: names.count, classes: architecture.classes)
    }
    classNames = names
  }

  /// What the model's file will say about it.
  public var metadata: ModelMetadata {
    let architecture = recognition.architecture
    return ModelMetadata(
      architecture: architecture, classNames: classNames, normalization: normalization,
      origin: own == nil ? origin : own?.origin,
      training: own?.training ?? published.map(TrainingRecord.init),
      defaultLayers: own?.defaultLayers ?? architecture.dreamLayers,
      license: own?.license ?? published?.license, attribution: own?.attribution ?? published?.attribution)
  }

  /// Writes the model's file, one tensor after the other.
  ///
  /// - Throws: ``CheckpointError``.
  func write(to path: String, precision: Precision?) throws {
    let tensors = try recognition.architecture.graph.parameters.map { parameter in
      let make = { try weight(parameter) }
      return PendingTensor(
        parameter.key, dtype: try dtype(parameter), shape: parameter.shape, precision: precision, path: path,
        make: make)
    }
    try Safetensors.write(tensors, metadata: metadata.texts(), to: path)
  }

  private func dtype(_ parameter: Parameter) throws(CheckpointError) -> DType {
    guard parameter.role != .batchCount else { return .int64 }
    let key = recognition.prefix + parameter.key
    let dtype = file.dtype(of: key) ?? .float32
    guard dtype.isFloatingPoint else {
      throw .wrongElements(path: file.path, key: key, type: dtype.rawValue)
    }
    return dtype
  }

  private func weight(_ parameter: Parameter) throws -> Tensor {
    let key = recognition.prefix + parameter.key
    guard parameter.role == .batchCount else { return try file.tensor(key) }
    let isThere = file.shapes[key] == parameter.shape
    return isThere ? try file.tensor(key).to(.int64) : try .zeros(parameter.shape, dtype: .int64)
  }
}

extension TrainingRecord {
  fileprivate init(_ published: PublishedModel) {
    self.init(
      dataset: published.dataset, accuracy: published.accuracy, pictureSize: published.pictureSize,
      note: published.note)
  }
}
