import Checkpoints

/// The models of a catalogue, as they are printed.
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

  init(_ catalogue: ModelCatalogue) {
    let entries = catalogue.entries()
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
    for line in table.lines { Swift.print(line) }
  }
}

extension ModelList.Row {
  fileprivate init(_ entry: ModelCatalogue.Entry, _ metadata: ModelMetadata) {
    name = entry.name
    network = metadata.architecture.network
    head = metadata.architecture.head.rawValue
    classes = metadata.architecture.classes
    accuracy = metadata.training?.accuracy
    defaultLayers = metadata.defaultLayers
    bytes = entry.byteCount
    path = entry.path
    isBuiltIn = entry.name == ModelCatalogue.builtInName
  }
}
