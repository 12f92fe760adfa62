import ArgumentParser
import Checkpoints
import Foundation
import Imaging

/// `reverie models export`: a model's weights for other programs.
struct ModelsExportCommand: VerbosityCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a model's weights for PyTorch and other programs.",
    discussion: """
      A name that ends in .safetensors gives a safetensors file, one that ends in .pth or .pt a PyTorch checkpoint \
      that torch.load reads with weights_only. Both hold torchvision's own keys (the paper's for its networks), so \
      load_state_dict takes them with strict=True; GoogLeNet has no auxiliary heads then (aux_logits=False).

      EXAMPLES
        reverie models export caltech101-vgg16 -o vgg.pth
        reverie models export mine -o mine.safetensors --precision float16
      """)

  @Argument(help: ArgumentHelp("The model's name, or a .safetensors file.", valueName: "name|file"))
  var model: String

  @Option(name: .shortAndLong, help: ArgumentHelp("The file to write.", valueName: "file"))
  var output: String

  @OptionGroup var storage: StorageOption
  @OptionGroup var verbosity: VerbosityOptions

  func validate() throws {
    guard ExportFormat(path: output) != nil else {
      throw ValidationError("--output takes a name that ends in .safetensors, .pth or .pt, not '\(output)'.")
    }
  }

  func run() throws {
    guard let format = ExportFormat(path: output) else { return }
    try OutputFile.checkFolder(of: output)
    let model = try Model.named(model)
    try model.export(to: output, as: format, precision: storage.precision)
    if !verbosity.quiet { print("\(output): \(model.name), \(model.metadata.architecture.network)") }
  }
}

/// `reverie models average`: one model of several.
struct ModelsAverageCommand: VerbosityCommand {
  static let configuration = CommandConfiguration(
    commandName: "average",
    abstract: "Make one model of several: the mean of their weights.",
    discussion: """
      Models that were trained further from one start ('reverie train --start-from') have a mean that can be better \
      than each of them. Models with different starts have none that works. What the mean is worth, \
      'reverie evaluate' tells.

      EXAMPLES
        reverie models average a.safetensors b.safetensors -o mean.safetensors
        reverie models average mine theirs --shares 2,1 -o mean.safetensors
      """)

  @Argument(help: ArgumentHelp("The models' names, or .safetensors files.", valueName: "name|file"))
  var models: [String]

  @Option(
    help: ArgumentHelp(
      "What each model counts for, as 2,1. (default: all alike)", valueName: "numbers"))
  var shares: SettingArgument<[Double]>?

  @Option(name: .shortAndLong, help: ArgumentHelp("The .safetensors file to write.", valueName: "file"))
  var output: String

  @OptionGroup var verbosity: VerbosityOptions

  func validate() throws {
    guard models.count >= 2 else { throw ValidationError("An average takes two models or more.") }
    guard ExportFormat(path: output) == .safetensors else {
      throw ValidationError("--output takes a name that ends in .safetensors, not '\(output)'.")
    }
    guard let numbers = shares?.value else { return }
    guard numbers.count == models.count, numbers.allSatisfy({ 0...1e6 ~= $0 }),
      numbers.contains(where: { $0 > 0 })
    else {
      throw ValidationError(
        "--shares takes a number for each of the \(models.count) models, 0 or more and not all 0, as 2,1.")
    }
  }

  func run() throws {
    try OutputFile.checkFolder(of: output)
    let name = URL(filePath: output).deletingPathExtension().lastPathComponent
    let mean = try Model.average(models.map { try Model.named($0) }, shares: shares?.value, name: name)
    try mean.save(to: output)
    if !verbosity.quiet {
      print("\(output): the mean of \(models.count) models, \(mean.metadata.architecture.network)")
    }
  }
}
