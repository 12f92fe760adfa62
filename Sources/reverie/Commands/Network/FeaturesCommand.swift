import ArgumentParser
import Checkpoints
import Foundation
import Imaging
import Networks
import Torch

/// `reverie features`: what layers answer to a photo, for other tools.
struct FeaturesCommand: VerbosityCommand {
  static let configuration = CommandConfiguration(
    commandName: "features",
    abstract: "Write what layers answer to a photo into a safetensors file.",
    discussion: """
      The file holds one float32 tensor [1, C, H, W] (or [1, C]) for each layer, under the layer's name. The photo \
      keeps its size up to \(longestSide) pixels on the longer side, or gets the --width asked for, and is \
      normalized as in the model's training.

      EXAMPLES
        reverie features photo.jpg --layer relu4_1 -o out.safetensors
        reverie features photo.jpg -l relu3_3 -l pool5 --width 512 -o out.safetensors
        reverie features photo.jpg --layer avgpool --model mine -o out.safetensors
      """)

  private static let longestSide = 1024

  @Argument(help: ArgumentHelp("The photo.", valueName: "photo"))
  var photo: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("A layer by its name or alias; may be given again.", valueName: "name"))
  var layer: [String]

  @Option(name: .shortAndLong, help: ArgumentHelp("The .safetensors file to write.", valueName: "file"))
  var output: String

  @OptionGroup var model: ModelOption

  @Option(help: ArgumentHelp("Resize the photo to this width.", valueName: "pixels"))
  var width: Int?

  @OptionGroup var limit: PhotoLimitOption
  @OptionGroup var threads: ThreadOption
  @OptionGroup var verbosity: VerbosityOptions

  func validate() throws {
    if layer.isEmpty { throw ValidationError("Missing expected argument '--layer <name>'") }
    if !output.lowercased().hasSuffix(".safetensors") {
      throw ValidationError("--output takes a name that ends in .safetensors, not '\(output)'.")
    }
    if let width, !(1...30_000).contains(width) {
      throw ValidationError("--width takes a whole number from 1 to 30000, not \(width).")
    }
  }

  func run() throws {
    threads.apply()
    try OutputFile.checkFolder(of: output)
    let model = try model.load()
    let graph = try model.graph.truncated(at: layer)
    let names = try layer.map { try graph.layer($0).name }
    let image = try Image(contentsOf: photo, limits: limit.limits)
    let size = size(of: image)
    _ = try graph.report(height: size.height, width: size.width)
    let features = try withoutGradients {
      let picture = try model.metadata.normalization.input(image.byteTensor(), size: size)
      return try Executor(graph, weights: model.weights).activations(of: Set(names), picture)
    }
    try Safetensors.write(features, metadata: texts(model, names, size), to: output)
    tell(features, names)
  }

  private func size(of image: Image) -> PixelSize {
    let own = PixelSize(image)
    if let width { return own.scaled(toWidth: width, rounding: .toNearestOrAwayFromZero) }
    let size = own.fitted(longerSide: Self.longestSide, rounding: .toNearestOrAwayFromZero)
    if size != own { verbosity.note("\(photo) is scaled to \(size) pixels; --width chooses another size") }
    return size
  }

  private func texts(_ model: Model, _ names: [String], _ size: PixelSize) -> [String: String] {
    [
      "photo": URL(filePath: photo).lastPathComponent,
      "width": String(size.width),
      "height": String(size.height),
      "model": model.name,
      "modelSHA256": model.sha256 ?? "",
      "layers": names.joined(separator: ","),
      "reverie": Reverie.version,
      "libtorch": Runtime.version,
    ]
  }

  private func tell(_ features: [String: Tensor], _ names: [String]) {
    guard !verbosity.quiet else { return }
    var table = Table([.left("layer"), .right("shape")])
    for name in names where features[name] != nil {
      table.add([name, features[name]?.shape.map(String.init).joined(separator: "×") ?? ""])
    }
    print("\(output):")
    for line in table.lines { print(line) }
  }
}
