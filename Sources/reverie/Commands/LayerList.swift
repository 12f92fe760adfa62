import Networks

/// The layers of a network for one input size, as they are printed.
struct LayerList: Encodable {
  /// One layer.
  struct Row: Encodable {
    let name: String
    let aliases: [String]
    let kind: String
    let shape: [Int]
    let receptiveField: Int?
    let stride: Int?
    let parameters: Int
    let multiplyAdds: Int
  }

  let network: String
  let head: String
  let classes: Int
  let height: Int
  let width: Int
  let layers: [Row]
  let parameters: Int
  let multiplyAdds: Int

  /// - Throws: `NetworkError` when the network does not take pictures of that size.
  init(_ architecture: Architecture, size: PictureSize) throws(NetworkError) {
    let graph = architecture.graph
    network = architecture.network
    head = architecture.head.rawValue
    classes = architecture.classes
    height = size.height
    width = size.width
    let aliases = Dictionary(grouping: graph.aliases.keys.sorted()) { graph.aliases[$0] ?? "" }
    layers = try graph.report(height: size.height, width: size.width).map { report in
      Row(
        name: report.layer.name, aliases: aliases[report.layer.name] ?? [],
        kind: report.layer.operation.kind, shape: report.shape, receptiveField: report.receptiveField,
        stride: report.stride, parameters: report.parameterCount, multiplyAdds: report.multiplyAdds)
    }
    parameters = layers.map(\.parameters).reduce(0, +)
    multiplyAdds = layers.map(\.multiplyAdds).reduce(0, +)
  }

  private var headline: String { classes == 0 ? "no head" : "\(classes.grouped) classes" }

  /// Prints the table and its totals.
  func print() {
    var table = Table([
      .left("layer"), .left("kind"), .right("output"), .right("field"), .right("stride"),
      .right("parameters"), .right("mult-adds"),
    ])
    for row in layers {
      table.add([
        row.aliases.isEmpty ? row.name : "\(row.name) (\(row.aliases.joined(separator: ", ")))",
        row.kind,
        row.shape.map(String.init).joined(separator: "×"),
        row.receptiveField.map(String.init) ?? "all",
        row.stride.map(String.init) ?? "-",
        row.parameters == 0 ? "-" : row.parameters.grouped,
        row.multiplyAdds.rounded,
      ])
    }
    for line in table.lines { Swift.print(line) }
    Swift.print(
      "\n\(network), \(headline), for a picture of \(width)×\(height) pixels: \(layers.count) layers, "
        + "\(parameters.grouped) parameters, \(multiplyAdds.rounded) multiply-adds.")
  }
}
