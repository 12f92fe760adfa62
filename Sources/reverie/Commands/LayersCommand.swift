import ArgumentParser
import Networks

/// `reverie layers`: what a network is made of, for one input size.
struct LayersCommand: TalkingCommand {
  static let configuration = CommandConfiguration(
    commandName: "layers",
    abstract: "List a network's layers: shapes, receptive fields, parameters, operations.",
    discussion: """
      The names are those that 'dream' and 'features' take. Receptive field: the side, in pixels, of the square \
      that one output can see. Stride: the distance, in pixels, between neighbouring outputs.

      EXAMPLES
        reverie layers
        reverie layers --network vgg16
        reverie layers --network resnet50 --classes 67 --size 384x512
        reverie layers --network vgg16_bn --head pooled --json
      """)

  @OptionGroup var network: NetworkOptions

  @Option(help: ArgumentHelp("Height and width of the picture, in pixels.", valueName: "HxW"))
  var size = PictureSize(height: 224, width: 224)

  @Flag(help: "Print JSON for other programs.")
  var json = false

  @OptionGroup var talk: TalkOptions

  func run() throws {
    guard let architecture = try network.architecture else {
      throw UserError("no network is named; name one with --network")
    }
    let list = try LayerList(architecture, size: size)
    if json { try printJSON(list) } else { list.print() }
  }
}
