import ArgumentParser
import Checkpoints
import Datasets
import Foundation
import Networks
import Settings
import Training

/// The settings of a training run as flags over a recipe.
struct TrainingFlags: ParsableArguments {
  @OptionGroup var usual: SettingFlags<UsualSection>

  @Option(
    help: ArgumentHelp(
      "Start from a recipe: plain, paper, modern, finetune, or a file of JSON. (default: plain)",
      valueName: "recipe"))
  var recipe: String?

  @OptionGroup var further: SettingFlags<FurtherSection>

  /// What most runs choose.
  enum UsualSection: FlagSection { static let settings = TrainingOptions.usualSettings }
  /// What recipes choose.
  enum FurtherSection: FlagSection { static let settings = TrainingOptions.furtherSettings }

  /// The flags that were given.
  var givenFlags: [String] {
    (recipe == nil ? [] : ["--recipe"]) + usual.givenFlags + further.givenFlags
  }

  /// Takes the network, its head and its normalization from a model where no flag names them.
  mutating func follow(_ model: ModelMetadata) {
    let network = usual[\.network] ?? model.architecture.network
    usual[\.network] = network
    if network == model.architecture.network {
      // A model without a head gets a small fresh one.
      let fresh: Head = Architecture.heads(of: network).contains(.pooled) ? .pooled : .standard
      usual[\.head] = usual[\.head] ?? (model.architecture.head == .absent ? fresh : model.architecture.head)
    }
    further[\.normalization] = further[\.normalization] ?? model.normalization
  }

  /// Takes a rate that trained weights bear, where no flag and no file names one.
  mutating func startGently() {
    guard usual[\.learningRate] == nil, usual[\.optimizer] != .adam,
      recipe == nil || recipe == Recipe.plain.rawValue || recipe == Recipe.modern.rawValue
    else { return }
    usual[\.learningRate] = TrainingOptions.furtherLearningRate
  }

  /// Takes epochs and a batch for so many training pictures, where no flag and no recipe names them.
  mutating func fit(toPictures count: Int) {
    guard recipe == nil, usual[\.epochs] == nil, (usual[\.sizes] ?? [128]).count == 1 else { return }
    let fitting = TrainingOptions.usual(forPictures: count)
    usual[\.epochs] = [fitting.epochs]
    usual[\.batchSize] = usual[\.batchSize] ?? .pictures(fitting.batchSize)
  }

  /// Keeps out of the training what a model has been tested on, where no flag says otherwise.
  mutating func follow(_ heldOut: HeldOut) {
    usual[\.split] = usual[\.split] ?? heldOut.rule
    usual[\.seed] = usual[\.seed] ?? heldOut.seed
  }

  /// The options of a new run.
  ///
  /// - Throws: `TrainingError`, or ``UserError`` for a recipe that is not there.
  func options() throws -> TrainingOptions {
    var options = try base(recipe ?? Recipe.plain.rawValue)
    if usual[\.optimizer] == .adam, options.optimizer != .adam {
      options.learningRate = TrainingOptions.adamLearningRate
    }
    usual.fold(onto: &options)
    further.fold(onto: &options)
    return options
  }

  private func base(_ name: String) throws -> TrainingOptions {
    let network = usual[\.network]
    if let recipe = Recipe(rawValue: name) {
      return recipe.options(for: network ?? TrainingOptions().network)
    }
    guard let file = FileHandle(forReadingAtPath: name) else {
      throw UserError("there is no recipe or file '\(name)'; recipes: plain, paper, modern, finetune")
    }
    do {
      return try TrainingOptions(
        json: file.read(upToCount: TrainingOptions.longestRecipe + 1) ?? Data(), network: network)
    } catch {
      throw UserError("\(name): \(error)")
    }
  }
}
