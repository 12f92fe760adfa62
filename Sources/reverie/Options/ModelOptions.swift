import ArgumentParser
import Checkpoints
import Networks

/// A network with its weights.
struct ModelOption: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The model: a name that 'reverie models' lists, or a .safetensors file. (default: \(ModelCatalog.builtInName))",
      valueName: "name|file"))
  var model: String?

  /// Reads the model that was asked for, else `fallback`, else the built-in one.
  ///
  /// - Throws: `CheckpointError`.
  func load(else fallback: String? = nil) throws(CheckpointError) -> Model {
    try Model.named(model ?? fallback ?? ModelCatalog.builtInName)
  }

  /// Reads the model that was asked for, else `fallback`, else the one that dreams best.
  ///
  /// - Throws: `CheckpointError`.
  func loadForDreams(
    else fallback: String? = nil, _ verbosity: VerbosityOptions
  ) throws(CheckpointError) -> Model {
    try Model.named(model ?? fallback ?? Self.dreamModel(verbosity))
  }

  /// The model that dreams when none is named: ImageNet's VGG16 where it is there, else the built-in one, which is said.
  static func dreamModel(_ verbosity: VerbosityOptions) -> String {
    let catalog = ModelCatalog.standard
    if catalog.isDreamModelThere { return ModelCatalog.dreamModelName }
    verbosity.note(
      "dreaming with \(ModelCatalog.builtInName); 'reverie models pull \(ModelCatalog.dreamModelName)' gets the model "
        + "that made deep dreams known (64 MB)")
    return ModelCatalog.builtInName
  }
}

/// A network without weights, by its name.
struct NetworkOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A network without weights: \(Self.families).", valueName: "name"))
  var network: String?

  @Option(
    help: ArgumentHelp("Its head: standard, none, or pooled for VGG. (default: standard)", valueName: "head"))
  var head: Head?

  @Option(help: ArgumentHelp("The number of classes, with --network. (default: 1000)", valueName: "count"))
  var classes: Int?

  func validate() throws {
    if network == nil && (head != nil || classes != nil) {
      throw ValidationError("--head and --classes describe a --network; a model has its own.")
    }
    if let classes, !(1...1_000_000).contains(classes) {
      throw ValidationError("--classes needs a number from 1 to 1,000,000.")
    }
  }

  /// The network that is asked for, if one is.
  ///
  /// - Throws: `NetworkError` for a name or head that does not exist.
  var architecture: Architecture? {
    get throws(NetworkError) {
      guard let network else { return nil }
      let head = head ?? .standard
      return try Architecture(network: network, head: head, classes: classes ?? (head == .absent ? 0 : 1000))
    }
  }

  private static let families = "vgg16_bn, vgg19_paper, resnet50, googlenet and so on"
}

/// How a file keeps weights.
struct StorageOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Keep weights as float32, float16 or bfloat16. (default: as they are)", valueName: "type"))
  var precision: Precision?
}
