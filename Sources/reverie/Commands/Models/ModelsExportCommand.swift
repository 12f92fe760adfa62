import ArgumentParser
import Checkpoints
import Imaging

/// `reverie models export`: a model's weights for other programs.
struct ModelsExportCommand: TalkingCommand {
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
  @OptionGroup var talk: TalkOptions

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
    if !talk.quiet { print("\(output): \(model.name), \(model.metadata.architecture.network)") }
  }
}
