import Checkpoints
import Dreaming
import Explaining
import Imaging

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
    case .folder(let path): try OutputFile.checkFolder(of: PhotoList.isFolder(path) ? path + "/sheet" : path)
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
  let methods: [Method]
  let output: ExplanationOutput
  /// The classes that are asked for; none for what the network takes each photo for.
  private let classes: [Int]

  /// - Throws: `ExplainError` for an unknown method, a layer or size that cannot be; `DreamError` for an unknown class;
  ///   `UserError`, `ImageError` for photos or an output that cannot be; `CheckpointError`.
  init(_ command: ExplainCommand) throws {
    let model = try command.model.load()
    self.model = model
    photos = try command.selection.photos(command.photos, for: model, seed: command.settings.seed ?? 0)
    methods = try Self.methods(command.method)
    output = ExplanationOutput(command.output)
    if case .page = output, photos.count > 1 {
      throw UserError("a page explains one photo, and there are \(photos.count); name a folder with -o")
    }
    try output.check()
    let names = model.metadata.classNames
    classes = try command.classes.map { try model.graph.score(ofClass: $0, classNames: names).index }
    explainer = try Explainer(model, command.settings)
  }

  /// The classes whose scores are explained in a photo.
  func targets(in sight: Sight) -> [Int] { classes.isEmpty ? [sight.likeliest] : classes }

  private static func methods(_ names: [String]) throws -> [Method] {
    let listed = (names.isEmpty ? [usual] : names).flatMap { $0.split(separator: ",").map(String.init) }
    var methods: [Method] = []
    for name in listed {
      for method in name.lowercased() == "all" ? Method.allCases : [try Method(named: name)]
      where !methods.contains(method) {
        methods.append(method)
      }
    }
    return methods
  }
}

/// The user's wish to end, on its way out of a method.
struct ExplanationStopped: Error {}
