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

/// Which methods explain which photos.
struct ExplanationPlan {
  /// The methods when none is named.
  static let usual = "grad-cam,smoothgrad,integrated-gradients"

  let photos: [String]
  let methods: [Method]
  let output: ExplanationOutput

  /// - Throws: `ExplainError` for an unknown method; `UserError`, `ImageError` for photos or an output that cannot be.
  init(photos: [String], methods names: [String], output path: String) throws {
    self.photos = photos
    let listed = (names.isEmpty ? [Self.usual] : names).flatMap { $0.split(separator: ",").map(String.init) }
    var methods: [Method] = []
    for name in listed {
      for method in name.lowercased() == "all" ? Method.allCases : [try Method(named: name)]
      where !methods.contains(method) {
        methods.append(method)
      }
    }
    self.methods = methods
    output = ExplanationOutput(path)
    if case .page = output, photos.count > 1 {
      throw UserError("a page explains one photo, and there are \(photos.count); name a folder with -o")
    }
    try output.check()
  }
}
