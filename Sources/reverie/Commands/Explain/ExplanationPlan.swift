import Checkpoints
import Dreaming
import Explaining
import Imaging
import Networks
import Torch

/// What an explanation's output is.
enum ExplanationOutput {
  /// A picture or a sheet.
  case picture(String)
  /// A page.
  case page(String)
  /// A folder of files.
  case folder(String)

  /// What a path asks for: by its extension, or a folder.
  init(_ path: String) {
    let name = path.lowercased()
    if name.hasSuffix(".html") || name.hasSuffix(".htm") {
      self = .page(path)
    } else if !PhotoList.isFolder(path), (try? OutputType(path: path)) != nil {
      self = .picture(path)
    } else {
      self = .folder(path.hasSuffix("/") ? String(path.dropLast()) : path)
    }
  }

  /// Finds out whether it can be written, before the work.
  func check() throws {
    switch self {
    case .picture(let path): try OutputFile.check(path)
    case .page(let path): try OutputFile.checkFolder(of: path)
    case .folder(let path):
      try OutputFile.checkFolderName(path)
      try OutputFile.checkFolder(of: PhotoList.isFolder(path) ? path + "/sheet" : path)
    }
  }
}

/// What a command line of `reverie explain` asks for, checked before any work.
struct ExplanationPlan {
  /// The methods when none is named.
  static let usual = "grad-cam,smoothgrad,integrated-gradients"

  let model: Model
  let explainer: Explainer
  let photos: [String]
  let methods: [ExplanationMethod]
  let output: ExplanationOutput
  /// The classes that are asked for; none for what the network takes each photo for.
  private let classes: [Int]

  /// - Throws: `ExplainError` for an unknown method, a layer or size that cannot be; `NetworkError` for an unknown class;
  ///   `UserError`, `ImageError` for photos or an output that cannot be; `CheckpointError`.
  init(_ command: ExplainCommand) throws {
    let model = try command.model.load()
    self.model = model
    photos = try command.selection.photos(command.photos, for: model, seed: command.settings.settings.seed)
    methods = try Self.methods(command.method)
    output = ExplanationOutput(command.output)
    if case .page = output, photos.count > 1 {
      throw UserError("a page explains one photo, and there are \(photos.count); name a folder with -o")
    }
    try output.check()
    classes = try command.classes.map {
      try model.graph.score(ofClass: $0, labels: model.metadata.labels).index
    }
    explainer = try Explainer(model, command.settings)
  }

  /// The classes whose scores are explained in a photo.
  func targets(in classified: ClassifiedImage) -> [Int] { classes.isEmpty ? [classified.likeliest] : classes }

  private static func methods(_ names: [String]) throws -> [ExplanationMethod] {
    let listed = (names.isEmpty ? [usual] : names).flatMap { $0.split(separator: ",").map(String.init) }
    var methods: [ExplanationMethod] = []
    for name in listed {
      for method in name.lowercased() == "all"
        ? ExplanationMethod.allCases : [try ExplanationMethod(named: name)]
      where !methods.contains(method) {
        methods.append(method)
      }
    }
    return methods
  }
}

/// The user's wish to end, on its way out of a method.
struct ExplanationStopped: Error {}

extension Explainer {
  /// A model that can be asked what it saw.
  init(_ model: Model) throws {
    try self.init(
      model, weights: model.weights, layer: nil, side: nil, precision: .float32,
      settings: ExplanationSettings())
  }

  /// A model as the flags ask for it, with its own weights or others.
  init(_ model: Model, weights: [String: Tensor]? = nil, _ flags: ExplanationFlags) throws {
    try self.init(
      model, weights: weights ?? model.weights, layer: flags.layer, side: flags.size,
      precision: flags.precision, settings: flags.settings)
  }

  private init(
    _ model: Model, weights: [String: Tensor], layer: String?, side: Int?, precision: ComputePrecision,
    settings: ExplanationSettings
  ) throws {
    try self.init(
      architecture: model.graph, weights: weights, normalization: model.metadata.normalization,
      layer: layer, side: side ?? model.mapSide, precision: precision.dtype, settings: settings)
  }
}

extension SaliencyMask {
  /// Reads a text for a model's network and classes.
  init(_ text: String, in model: Model) throws {
    try self.init(text, in: model.graph, labels: model.metadata.labels)
  }
}

extension Model {
  /// The shorter side, in pixels, at which maps are made: that of the pictures that the model was tested with. Larger ones have
  /// finer maps of things that the network no longer knows.
  var mapSide: Int { metadata.testedSize }

  /// The name of a class.
  func className(_ index: Int) -> String { metadata.labels[index] }
}

extension DreamOptions {
  /// Where a photo dreams: in the mask of the options' file, times the part at which the network looks, where the options
  /// ask for that.
  ///
  /// - Throws: `ExplainError`, `DreamError`, `TorchError`.
  func mask(for photo: Image, with model: Model, file: DreamMask?) throws -> DreamMask? {
    guard let whereSeen else { return file }
    let seen = DreamMask(try SaliencyMask(whereSeen, in: model).map(of: photo, by: Explainer(model)))
    return try file?.times(seen) ?? seen
  }
}
