import ArgumentParser
import Networks

/// `reverie layers`: what a network is made of, for one input size.
struct LayersCommand: VerbosityCommand {
  static let configuration = CommandConfiguration(
    commandName: "layers",
    abstract: "List a network's layers: shapes, receptive fields, parameters, operations.",
    discussion: """
      The names are those that 'dream' and 'features' take. Receptive field: the side, in pixels, of the square \
      that one output can see. Stride: the distance, in pixels, between neighboring outputs.

      EXAMPLES
        reverie layers
        reverie layers --network vgg16
        reverie layers --network resnet50 --classes 67 --size 384x512
        reverie layers --network vgg16_bn --head pooled --json
      """)

  @OptionGroup var model: ModelOption
  @OptionGroup var network: NetworkOptions

  @Option(help: ArgumentHelp("Height and width of the picture, in pixels.", valueName: "HxW"))
  var size = PictureSize(height: 224, width: 224)

  @Flag(help: "Print JSON for other programs.")
  var json = false

  @OptionGroup var verbosity: VerbosityOptions

  func validate() throws {
    if model.model != nil && network.network != nil {
      throw ValidationError("--model and --network exclude each other; a model has its own network.")
    }
  }

  func run() throws {
    let architecture = try network.architecture ?? model.load().metadata.architecture
    let list = try LayerList(architecture, size: size)
    if json { try printJSON(list) } else { list.print() }
  }
}

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
    for line in table.lines { reverie.print(line) }
    reverie.print(
      "\n\(network), \(headline), for a picture of \(width)×\(height) pixels: \(layers.count) layers, "
        + "\(parameters.grouped) parameters, \(multiplyAdds.rounded) multiply-adds.")
  }
}
