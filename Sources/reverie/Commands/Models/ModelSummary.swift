import Checkpoints
import Foundation
import Networks

/// All that is known about a model, as it is printed.
struct ModelSummary: Encodable {
  let name: String
  let path: String?
  let sha256: String?
  let network: String
  let head: String
  let classes: Int
  let classNames: [String]
  let parameters: Int
  let normalization: Normalization
  let origin: ModelOrigin?
  let training: TrainingRecord?
  let license: String?
  let attribution: String?
  /// Layers worth dreaming on, the best first.
  let dreamLayers: [String]

  init(_ model: Model) {
    let metadata = model.metadata
    name = model.name
    path = model.path
    sha256 = model.sha256
    network = metadata.architecture.network
    head = metadata.architecture.head.rawValue
    classes = metadata.architecture.classes
    classNames = metadata.classNames
    parameters = model.graph.parameters.filter(\.isTrained).map(\.count).reduce(0, +)
    normalization = metadata.normalization
    origin = metadata.origin
    training = metadata.training
    license = metadata.license
    attribution = metadata.attribution
    dreamLayers =
      metadata.defaultLayers.isEmpty ? metadata.architecture.dreamLayers : metadata.defaultLayers
  }

  /// Prints a line for each thing that is known.
  func print() {
    reverie.print(name)
    for (title, text) in lines {
      reverie.print("  " + title + String(repeating: " ", count: 15 - title.count) + text)
    }
  }

  private var lines: [(String, String)] {
    let lines: [(String, String?)] = [
      ("network", "\(network), \(headline), \(parameters.grouped) parameters"),
      ("classes", classNames.isEmpty ? nil : some(classNames, of: 5)),
      ("dream on", dreamLayers.joined(separator: ", ")),
      ("normalization", normalization.words),
      ("origin", origin.map { $0.address ?? $0.file }),
      ("its SHA-256", origin?.sha256),
      ("trained on", training?.dataset),
      ("split", training?.split),
      ("accuracy", accuracy),
      ("trained", trained),
      ("command", training?.commandLine),
      ("note", training?.note),
      ("license", license),
      ("attribution", attribution),
      ("file", path),
      ("SHA-256", sha256),
    ]
    return lines.compactMap { title, text in text.map { (title, $0) } }
  }

  private var headline: String {
    switch head {
    case Head.absent.rawValue: "no head: it can dream, but not classify"
    case Head.standard.rawValue: "\(classes.grouped) classes"
    default: "\(head) head, \(classes.grouped) classes"
    }
  }

  private var accuracy: String? {
    guard let accuracy = training?.accuracy else { return nil }
    return accuracy.percent
      + (training?.pictureSize.map { " of held-out pictures of \($0)×\($0) pixels" } ?? "")
  }

  private var trained: String? {
    let parts = [
      training?.date, training?.epochs.map { $0.counted("epoch") },
      training?.selection == .best ? "the best of its run" : nil,
      training?.reverieVersion.map { "Reverie \($0)" },
      training?.libtorchVersion.map { "libtorch \($0)" },
    ]
    let known = parts.compactMap { $0 }
    return known.isEmpty ? nil : known.joined(separator: ", ")
  }

  private func some(_ names: [String], of count: Int) -> String {
    names.prefix(count).joined(separator: ", ") + (names.count > count ? ", … \(names[names.count - 1])" : "")
  }
}

extension Normalization {
  /// In words where there are some for it, else in numbers.
  var words: String {
    switch self {
    case .imageNet: "ImageNet's mean and standard deviation"
    case .symmetric: "pictures in −1…1"
    case .none: "none: pictures in 0…1"
    default:
      "mean \(mean.map { String($0) }.joined(separator: ", ")); "
        + "deviation \(deviation.map { String($0) }.joined(separator: ", "))"
    }
  }
}

/// The models of a catalog, as they are printed.
struct ModelList {
  /// One model.
  struct Row: Encodable {
    let name: String
    let network: String
    let head: String
    let classes: Int
    let accuracy: Double?
    let defaultLayers: [String]
    let bytes: Int
    let path: String
    let isBuiltIn: Bool
  }

  let models: [Row]
  /// What is wrong with files that cannot be used.
  let flaws: [CheckpointError]

  init(_ catalog: ModelCatalog) {
    let entries = catalog.entries()
    models = entries.compactMap { entry in
      (try? entry.metadata.get()).map { Row(entry, $0) }
    }
    flaws = entries.compactMap { entry in
      guard case .failure(let error) = entry.metadata else { return nil }
      return error
    }
  }

  /// Prints the table.
  func print() {
    var table = Table([
      .left("model"), .left("network"), .right("classes"), .right("accuracy"), .right("size"), .left("where"),
    ])
    for model in models {
      table.add([
        model.name,
        model.head == "standard" ? model.network : "\(model.network), \(model.head)",
        model.classes.grouped,
        model.accuracy?.percent ?? "-",
        "\((Double(model.bytes) / 1e6).threeDigits) MB",
        model.isBuiltIn ? "built in" : model.path,
      ])
    }
    for line in table.lines { reverie.print(line) }
  }
}

extension ModelList.Row {
  fileprivate init(_ entry: ModelCatalog.Entry, _ metadata: ModelMetadata) {
    name = entry.name
    network = metadata.architecture.network
    head = metadata.architecture.head.rawValue
    classes = metadata.architecture.classes
    accuracy = metadata.training?.accuracy
    defaultLayers = metadata.defaultLayers
    bytes = entry.byteCount
    path = entry.path
    isBuiltIn = entry.name == ModelCatalog.builtInName
  }
}
