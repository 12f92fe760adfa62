import ArgumentParser
import Checkpoints
import Foundation
import Networks

/// `reverie models import`: a file of weights becomes a model.
struct ModelsImportCommand: VerbosityCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Make a model of a file of weights; nothing in it is executed.",
    discussion: """
      Takes PyTorch checkpoints (.pth, .pt, .pth.tar, of any age) and safetensors files. The network is recognized \
      from the names and shapes of its tensors: torchvision's VGG, ResNet, GoogLeNet and AlexNet, Reverie's pooled \
      VGG, the networks of the paper. Weights without a head are fine for dreaming.

      Files that 'reverie models pull' knows are recognized by their SHA-256, and get their classes and normalization \
      from there. All else counts as trained with ImageNet's normalization, unless --normalization says otherwise; \
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
  var normalization: SettingArgument<Normalization>?

  @OptionGroup var storage: StorageOption
  @OptionGroup var verbosity: VerbosityOptions

  func run() throws {
    let catalog = ModelCatalog.standard
    let name = name ?? URL(filePath: file).lastPathComponent.prefix { $0 != "." }.description
    try catalog.checkIsFree(name)
    var found = try ModelImport(
      path: file, network: network, head: head, published: PublishedModels(for: catalog))
    if let classes { try found.name(classes: classes.names(), from: classes.source) }
    if let normalization { found.normalization = normalization.value }
    let report = ImportReport(found, source: file)
    for line in report.lines(all: verbosity.verbose) { verbosity.note(line) }
    let path = try catalog.add(found, named: name, precision: storage.precision)
    if normalization == nil, let hint = report.hint { verbosity.note(hint) }
    if !verbosity.quiet { print("\(name): \(path)") }
  }
}

/// `reverie models pull`: well-known weights, fetched and made a model.
struct ModelsPullCommand: VerbosityCommand {
  static let configuration = CommandConfiguration(
    commandName: "pull",
    abstract: "Fetch well-known weights and make a model of them.",
    discussion: """
      Without a name, lists what there is. A file is verified by its published SHA-256 before a byte of it is \
      interpreted, and nothing in it is executed. An interrupted fetch goes on where it ended. Behind a proxy set \
      https_proxy, or name a mirror or a file at hand with --from. Entries of your own, in the form of the program's \
      published.json, go into reverie/published.json under $XDG_DATA_HOME (~/.local/share).

      EXAMPLES
        reverie models pull
        reverie models pull imagenet-vgg16
        reverie models pull googlenet
        reverie models pull vgg16 --from ~/Downloads/vgg16-397923af.pth
      """)

  @Argument(help: ArgumentHelp("The weights to fetch.", valueName: "name"))
  var weights: String?

  @Option(
    help: ArgumentHelp(
      "A file, or a mirror's address, instead of the published one.", valueName: "file|address"))
  var from: String?

  @Option(help: ArgumentHelp("The model's name. (default: the weights')", valueName: "name"))
  var name: String?

  @OptionGroup var verbosity: VerbosityOptions

  func validate() throws {
    if weights == nil && (from != nil || name != nil) {
      throw ValidationError("--from and --name need the name of the weights before them.")
    }
  }

  func run() throws {
    guard let weights else { return try list() }
    let pull = try ModelPull(weights, as: name, from: from)
    verbosity.note("\(pull.place): \(pull.published.dataset); license: \(pull.published.license)")
    let interrupt = Interrupt("stopped; what has come is kept, and the same command goes on from there")
    let progress = Progress(unit: "kB", isQuiet: verbosity.quiet)
    let found = try pull.run(told: { verbosity.note($0) }) {
      progress.show(Progress.State(received: $0.received, total: $0.total, weights))
    }
    progress.clear()
    interrupt.end()
    for line in ImportReport(found, source: pull.place).lines(all: verbosity.verbose) { verbosity.note(line) }
    if !verbosity.quiet { print("\(pull.name): \(try ModelCatalog.standard.path(of: pull.name))") }
  }

  private func list() throws {
    var table = Table([
      .left("weights"), .left("network"), .left("trained on"), .right("accuracy"), .right("size"),
    ])
    for model in try PublishedModels().all {
      table.add([
        model.name, model.head == .absent ? "\(model.network), no head" : model.network, model.dataset,
        model.accuracy?.percent ?? "-",
        (model.package?.mebibytes ?? model.mebibytes).map { "\($0.threeDigits) MiB" } ?? "-",
      ])
    }
    for line in table.lines { print(line) }
  }
}

/// What was found in a file of weights, in lines for a person.
struct ImportReport {
  private static let fewest = 4

  private let found: ModelImport
  private let source: String

  /// - Parameter source: The file or address, as the user knows it.
  init(_ found: ModelImport, source: String) {
    self.found = found
    self.source = source
  }

  /// What it is, what is missing and what is left over, with key and shape.
  ///
  /// - Parameter all: Names every tensor instead of the first few.
  func lines(all: Bool) -> [String] {
    // What was published without a head lacks nothing.
    if found.published?.head == .absent, !all {
      return ["\(source) holds \(what): it can dream, but not classify"]
    }
    let recognition = found.recognition
    let auxiliary = recognition.auxiliary
    let leftOver = recognition.leftOver.filter { !auxiliary.contains($0) }
    func list(_ title: String, _ tensors: [TensorShape], _ end: String = "") -> [String] {
      guard !tensors.isEmpty else { return [] }
      let shown = all ? tensors.count : min(Self.fewest, tensors.count)
      let more = tensors.count > shown ? " and \(tensors.count - shown) more" : ""
      return ["  \(title): " + tensors.prefix(shown).map(\.description).joined(separator: ", ") + more + end]
    }
    return ["\(source) holds \(what)"]
      + list("missing", recognition.missing, "; without a head it can dream, but not classify")
      + list("set to 0, as they are not there", recognition.filledIn)
      + list("unused, as only training needs auxiliary heads", auxiliary)
      + list("left over", leftOver)
  }

  /// What the user may have to say that no file tells.
  var hint: String? {
    guard found.recognition.architecture.network == "googlenet", found.isNormalizationAssumed else {
      return nil
    }
    return
      "The file does not tell its normalization, and ImageNet's is taken; networks derived from torchvision's "
      + "published GoogLeNet need --normalization symmetric."
  }

  private var what: String {
    let architecture = found.recognition.architecture
    let name =
      found.published.map { "\(architecture.network), published as \($0.name)" } ?? architecture.network
    switch architecture.head {
    case .standard: return "\(name), \(architecture.classes.grouped) classes"
    case .pooled: return "\(name), pooled head, \(architecture.classes.grouped) classes"
    case .absent: return "\(name), no head"
    }
  }
}
