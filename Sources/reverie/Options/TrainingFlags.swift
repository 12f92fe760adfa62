import ArgumentParser
import Networks
import Training

/// The settings of a training run as flags over the defaults.
struct TrainingFlags: ParsableArguments {
  private static let defaults = TrainingOptions()

  @Option(help: ArgumentHelp("The network: vgg16_bn, resnet50, …", valueName: "name"))
  var network = defaults.network

  @Option(help: ArgumentHelp("The network's head: standard, or pooled for VGG.", valueName: "head"))
  var head = defaults.head

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

  @Option(help: ArgumentHelp("Pictures per step.", valueName: "pictures"))
  var batchSize = defaults.batchSize

  @Option(help: ArgumentHelp("How the weights move: sgd or adam.", valueName: "name"))
  var optimizer = defaults.optimizer

  @Option(
    help: ArgumentHelp(
      "The full learning rate (default: \(defaults.learningRate) for sgd, 0.001 for adam).", valueName: "rate"
    ))
  var learningRate: Double?

  @Option(help: ArgumentHelp("Momentum of sgd.", valueName: "share"))
  var momentum = defaults.momentum

  @Option(help: ArgumentHelp("The pull of weights towards zero.", valueName: "strength"))
  var weightDecay = defaults.weightDecay

  @Option(help: ArgumentHelp("How the rate goes after the warm-up: cosine or constant.", valueName: "name"))
  var schedule = defaults.schedule

  @Option(help: ArgumentHelp("Epochs in which the rate rises from zero.", valueName: "epochs"))
  var warmUp = defaults.warmUpEpochs

  @Option(help: ArgumentHelp("Share of the target that is spread over all classes.", valueName: "share"))
  var labelSmoothing = defaults.labelSmoothing

  @Option(help: ArgumentHelp("Blend pictures by mixup with this α, 0 to 1; 0 is off.", valueName: "alpha"))
  var mixup = defaults.mixup

  @Option(
    help: ArgumentHelp("Keep a moving average of the weights, as 0.999; 0 is off.", valueName: "decay"))
  var average = defaults.averageDecay

  @Option(help: ArgumentHelp("Smallest share of a picture that a random crop takes.", valueName: "share"))
  var smallestCrop = defaults.smallestCrop

  @Option(
    help: ArgumentHelp(
      "Change the pictures' colours by up to this, 0 to 1, as 0.4; 0 is off.", valueName: "strength"))
  var colorJitter = defaults.colorJitter

  @Option(help: ArgumentHelp("Share of each class that is kept for testing.", valueName: "share"))
  var testShare = defaults.testShare

  @Option(help: ArgumentHelp("What to compute in: auto, float32 or bfloat16.", valueName: "type"))
  var precision = defaults.precision

  @Flag(help: "Of several ranks: batch norms see the pictures of all, not each rank's own.")
  var syncBatchNorm = false

  @Option(help: ArgumentHelp("Where the random numbers start.", valueName: "number"))
  var seed = defaults.seed

  func validate() throws {
    do { try options.validate() } catch { throw ValidationError("\(error).") }
  }

  /// The options of a new run.
  var options: TrainingOptions {
    var options = TrainingOptions()
    options.network = network
    options.head = head
    options.sizes = size?.numbers ?? options.sizes
    options.epochs = epochs?.numbers ?? options.epochs
    options.batchSize = batchSize
    options.optimizer = optimizer
    options.learningRate = learningRate ?? (optimizer == .adam ? 0.001 : options.learningRate)
    options.momentum = momentum
    options.weightDecay = weightDecay
    options.schedule = schedule
    options.warmUpEpochs = warmUp
    options.labelSmoothing = labelSmoothing
    options.mixup = mixup
    options.averageDecay = average
    options.smallestCrop = smallestCrop
    options.colorJitter = colorJitter
    options.testShare = testShare
    options.precision = precision
    options.synchronizesBatchNorm = syncBatchNorm
    options.seed = seed
    return options
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
