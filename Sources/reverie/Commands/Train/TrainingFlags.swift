import ArgumentParser
import Checkpoints
import Datasets
import Foundation
import Networks
import Training

/// The settings of a training run as flags over a recipe.
struct TrainingFlags: ParsableArguments {
  private static let defaults = TrainingOptions()

  @Option(help: ArgumentHelp("The network: vgg16_bn, resnet50, …", valueName: "name"))
  var network: String?

  @Option(help: ArgumentHelp("The network's head: standard, or pooled for VGG.", valueName: "head"))
  var head: Head?

  @Option(
    help: ArgumentHelp(
      "Side of the pictures; several, as 64,96,128, for stages that grow (default: \(WholeNumbers(defaults.sizes))).",
      valueName: "pixels"))
  var size: WholeNumbers?

  @Option(
    help: ArgumentHelp(
      "Passes over the pictures, for each stage (default: \(WholeNumbers(defaults.epochs))).",
      valueName: "epochs"))
  var epochs: WholeNumbers?

  @Option(
    help: ArgumentHelp(
      "Pictures per step; auto: as many as memory has room for, up to 256. (default: \(defaults.batchSize))",
      valueName: "pictures"))
  var batchSize: BatchSize?

  @Option(help: ArgumentHelp("How the weights move: sgd or adam.", valueName: "name"))
  var optimizer: Optimizer?

  @Option(
    help: ArgumentHelp(
      "The full learning rate (default: \(defaults.learningRate) for sgd, 0.001 for adam).", valueName: "rate"
    ))
  var learningRate: Double?

  @Option(help: ArgumentHelp("Momentum of sgd.", valueName: "share"))
  var momentum: Double?

  @Option(help: ArgumentHelp("The pull of weights towards zero.", valueName: "strength"))
  var weightDecay: Double?

  @Option(help: ArgumentHelp("How the rate goes after the warm-up: cosine or constant.", valueName: "name"))
  var schedule: Schedule?

  @Option(help: ArgumentHelp("Epochs in which the rate rises from zero.", valueName: "epochs"))
  var warmUp: Double?

  @Option(help: ArgumentHelp("Share of the target that is spread over all classes.", valueName: "share"))
  var labelSmoothing: Double?

  @Option(help: ArgumentHelp("Blend pictures by mixup with this α, 0 to 1; 0 is off.", valueName: "alpha"))
  var mixup: Double?

  @Option(
    help: ArgumentHelp("Keep a moving average of the weights, as 0.999; 0 is off.", valueName: "decay"))
  var average: Double?

  @Option(help: ArgumentHelp("Smallest share of a picture that a random crop takes.", valueName: "share"))
  var smallestCrop: Double?

  @Option(
    help: ArgumentHelp(
      "Change the pictures' colours by up to this, 0 to 1, as 0.4; 0 is off. Dreams of early layers gain from it.",
      valueName: "strength"))
  var colorJitter: Double?

  @Option(
    help: ArgumentHelp(
      """
      The pictures to train on: a share of each class, as 0.8; 'official' by the dataset's lists; 'paper' as the \
      paper; 'folders' by train/ and test/. (default: folders where they are, else \(defaults.split))
      """, valueName: "rule"))
  var split: SplitRule?

  @Option(
    help: ArgumentHelp(
      "What to compute in: float32, bfloat16, or auto: what a few steps at the start show to be faster. (default: auto)",
      valueName: "type"))
  var precision: ComputePrecision?

  @Option(
    help: ArgumentHelp(
      "Decode training pictures once, into a file of small ones: on, off, or auto: where that saves time. (default: off)",
      valueName: "switch"))
  var cache: CacheUse?

  @Option(
    help: ArgumentHelp(
      "Of several ranks: batch norms see the pictures of all, not each rank's own: on or off.",
      valueName: "switch"))
  var syncBatchNorm: Switch?

  @Option(help: ArgumentHelp("Where the random numbers start.", valueName: "number"))
  var seed: UInt64?

  @Option(
    help: ArgumentHelp(
      "Start from a recipe: plain, paper, modern, or a file of JSON. (default: plain)", valueName: "recipe"))
  var recipe: String?

  @Option(help: ArgumentHelp("Compute a batch in so many parts, for less memory.", valueName: "parts"))
  var accumulate: Int?

  @Option(help: ArgumentHelp("Fresh weights: network, pytorch or kaiming.", valueName: "kind"))
  var initialization: FreshWeights?

  @Option(
    help: ArgumentHelp(
      "Start the last batch norm of residual branches at zero: on or off.", valueName: "switch"))
  var zeroResidual: Switch?

  @Option(help: ArgumentHelp("sgd looks ahead: on or off.", valueName: "switch"))
  var nesterov: Switch?

  @Option(help: ArgumentHelp("Blend pictures by CutMix with this α, 0 to 1; 0 is off.", valueName: "alpha"))
  var cutmix: Double?

  @Option(help: ArgumentHelp("How pictures become squares: crop or stretch.", valueName: "kind"))
  var fit: Fit?

  @Option(
    help: ArgumentHelp("One operation of TrivialAugment's for each picture: on or off.", valueName: "switch"))
  var trivialAugment: Switch?

  @Option(help: ArgumentHelp("Share of pictures with a rectangle painted over.", valueName: "share"))
  var erasing: Double?

  @Option(
    help: ArgumentHelp(
      "Share of the training pictures to look at after each epoch, instead of the test pictures.",
      valueName: "share"))
  var holdOut: Double?

  @Option(help: ArgumentHelp("imagenet, symmetric, none, or six numbers.", valueName: "name"))
  var normalization: NormalizationName?

  /// Takes the network, its head and its normalisation from a model where no flag names them.
  mutating func follow(_ model: ModelMetadata) {
    network = network ?? model.architecture.network
    if network == model.architecture.network { head = head ?? model.architecture.head }
    normalization = normalization ?? NormalizationName(model.normalization)
  }

  /// Keeps out of the training what a model has been tested on, where no flag says otherwise.
  mutating func follow(_ heldOut: HeldOut) {
    split = split ?? heldOut.rule
    seed = seed ?? heldOut.seed
  }

  /// The options of a new run.
  ///
  /// - Throws: `TrainingError`, or ``UserError`` for a recipe that is not there.
  func options() throws -> TrainingOptions {
    var options = try base(recipe ?? Recipe.plain.rawValue)
    options.network = network ?? options.network
    options.head = head ?? options.head
    options.sizes = size?.numbers ?? options.sizes
    options.epochs = epochs?.numbers ?? options.epochs
    options.batchSize = batchSize ?? options.batchSize
    options.accumulation = accumulate ?? options.accumulation
    options.initialization = initialization ?? options.initialization
    options.zeroResidual = zeroResidual.map { $0 == .on } ?? options.zeroResidual
    if optimizer == .adam, options.optimizer != .adam { options.learningRate = 0.001 }
    options.optimizer = optimizer ?? options.optimizer
    options.learningRate = learningRate ?? options.learningRate
    options.momentum = momentum ?? options.momentum
    options.nesterov = nesterov.map { $0 == .on } ?? options.nesterov
    options.weightDecay = weightDecay ?? options.weightDecay
    options.schedule = schedule ?? options.schedule
    options.warmUpEpochs = warmUp ?? options.warmUpEpochs
    options.labelSmoothing = labelSmoothing ?? options.labelSmoothing
    options.mixup = mixup ?? options.mixup
    options.cutmix = cutmix ?? options.cutmix
    options.averageDecay = average ?? options.averageDecay
    options.fit = fit ?? options.fit
    options.smallestCrop = smallestCrop ?? options.smallestCrop
    options.colorJitter = colorJitter ?? options.colorJitter
    options.trivialAugment = trivialAugment.map { $0 == .on } ?? options.trivialAugment
    options.erasing = erasing ?? options.erasing
    options.holdOut = holdOut ?? options.holdOut
    options.split = split ?? options.split
    options.normalization = normalization?.value ?? options.normalization
    options.precision = precision ?? options.precision
    options.cache = cache ?? options.cache
    options.synchronizesBatchNorm = syncBatchNorm.map { $0 == .on } ?? options.synchronizesBatchNorm
    options.seed = seed ?? options.seed
    return options
  }

  private func base(_ name: String) throws -> TrainingOptions {
    if let recipe = Recipe(rawValue: name) {
      return recipe.options(for: network ?? Self.defaults.network)
    }
    guard let file = FileHandle(forReadingAtPath: name) else {
      throw UserError("there is no recipe or file '\(name)'; recipes: plain, paper, modern")
    }
    do {
      return try TrainingOptions(
        json: file.read(upToCount: TrainingOptions.longestRecipe + 1) ?? Data(), network: network)
    } catch {
      throw UserError("\(name): \(error)")
    }
  }
}

/// Whole numbers with commas between them, as `64,96,128`.
struct WholeNumbers: ExpressibleByArgument, CustomStringConvertible {
  let numbers: [Int]

  init(_ numbers: [Int]) { self.numbers = numbers }

  init?(argument: String) {
    let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    guard !numbers.contains(nil) else { return nil }
    self.init(numbers.compactMap { $0 })
  }

  var description: String { numbers.map(String.init).joined(separator: ",") }
}
