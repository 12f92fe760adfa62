import ArgumentParser
import Checkpoints
import Foundation
import Networks

/// `reverie models import`: a file of weights becomes a model.
struct ModelsImportCommand: TalkingCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Make a model of a file of weights; nothing in it is executed.",
    discussion: """
      Takes PyTorch checkpoints (.pth, .pt, .pth.tar, of any age) and safetensors files. The network is recognised \
      from the names and shapes of its tensors: torchvision's VGG, ResNet, GoogLeNet and AlexNet, Reverie's pooled \
      VGG, the networks of the paper. Weights without a head are fine for dreaming.

      Files that 'reverie models pull' knows are recognised by their SHA-256, and get their classes and normalisation \
      from there. All else counts as trained with ImageNet's normalisation, unless --normalization says otherwise; \
      networks derived from torchvision's published GoogLeNet need 'symmetric'.

      EXAMPLES
        reverie models import resnet50-0676ba61.pth
        reverie models import birds.pth --classes birds.txt --normalization none
        reverie models import backbone.safetensors --network resnet50 --name bare
      """)

  @Argument(help: ArgumentHelp("The file of weights.", valueName: "file"))
  var file: String

  @Option(help: ArgumentHelp("The model's name. (default: the file's)", valueName: "name"))
  var name: String?

  @Option(help: ArgumentHelp("The network, where it is not to be guessed.", valueName: "name"))
  var network: String?

  @Option(help: ArgumentHelp("The head: standard, none, or pooled for VGG.", valueName: "head"))
  var head: Head?

  @Option(
    help: ArgumentHelp(
      "The classes: a file with one name a line, imagenet or places365.", valueName: "classes"))
  var classes: ClassNames?

  @Option(
    help: ArgumentHelp(
      "What pictures go through: imagenet, none (0…1), symmetric (−1…1), or three means and three deviations, as "
        + "0.5,0.5,0.5,0.2,0.2,0.2.", valueName: "kind"))
  var normalization: NormalizationName?

  @OptionGroup var storage: StorageOption
  @OptionGroup var talk: TalkOptions

  func run() throws {
    let catalogue = ModelCatalogue.standard
    let name = name ?? URL(filePath: file).lastPathComponent.prefix { $0 != "." }.description
    try catalogue.checkIsFree(name)
    var found = try ModelImport(
      path: file, network: network, head: head, published: PublishedModels(for: catalogue))
    if let classes { try found.name(classes: classes.names(), from: classes.source) }
    if let normalization { found.normalization = normalization.value }
    let report = ImportReport(found, source: file)
    for line in report.lines(all: talk.verbose) { talk.note(line) }
    let path = try catalogue.add(found, named: name, precision: storage.precision)
    if normalization == nil, let hint = report.hint { talk.note(hint) }
    if !talk.quiet { print("\(name): \(path)") }
  }
}
