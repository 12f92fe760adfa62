internal import Files
public import Foundation
internal import Settings

/// Named settings of a training run.
public enum Recipe: String, Sendable, CaseIterable {
  /// Crops, mirror images, label smoothing and a cosine: a quick first run.
  case plain
  /// What the notebooks of "DeepDream: What I Dreamt While At College" do.
  case paper
  /// What makes the best of few pictures: strong augmentation, mixed pictures, averaged weights, growing pictures.
  case modern
  /// Fits a trained network to other classes: few epochs, a gentle rate, ten times that for the head.
  case finetune

  /// The settings for a network.
  public func options(for network: String) -> TrainingOptions {
    var options = TrainingOptions()
    options.network = network
    switch self {
    case .plain: break
    case .paper:
      options.sizes = [224]
      options.epochs = [100]
      options.batchSize = 25
      options.initialization = .pytorch
      options.optimizer = network == "resnet152" ? .adam : .sgd
      options.learningRate = 0.001
      options.nesterov = false
      options.weightDecay = 0
      options.schedule = .constant
      options.warmUpEpochs = 0
      options.labelSmoothing = 0
      options.fit = .stretch
      options.normalization = .none
    case .modern:
      options.sizes = network.hasSuffix("_paper") ? [224] : [64, 96, 128]
      options.epochs = network.hasSuffix("_paper") ? [100] : [50, 30, 20]
      options.initialization = .kaiming
      options.zeroResidual = true
      options.warmUpEpochs = 5
      options.mixup = 0.2
      options.cutmix = 1
      options.averageDecay = 0.999
      options.trivialAugment = true
      options.erasing = 0.1
      options.holdOut = 0.1
    case .finetune:
      options.epochs = [10]
      options.learningRate = TrainingOptions.furtherLearningRate
      options.headRate = 10
      options.warmUpEpochs = 0.5
      options.colorJitter = 0.2
    }
    return options
  }
}

extension TrainingOptions {
  /// The largest recipe file that is read, in bytes.
  public static let longestRecipe = 1 << 20

  /// Settings from JSON: what is missing is as in the recipe that `basedOn` names, or as in `plain`.
  ///
  /// - Parameter network: the network to train, where it is not the JSON's.
  /// - Throws: `TrainingError.unknownKey` or `unknownRecipe` with the nearest names, or `badRecipe` for a value of the wrong
  ///   kind. Ranges are `validate()`'s business.
  public init(json: Data, network: String? = nil) throws(TrainingError) {
    do {
      guard json.count <= Self.longestRecipe else { throw TrainingError.noObject }
      self = try JSONDecoder().decode(RecipeFile.self, from: json, configuration: network).options
    } catch let error as TrainingError {
      throw error
    } catch let error as SettingError {
      throw .wrongKind(error.name, ": " + error.reason)
    } catch DecodingError.typeMismatch(_, let context) where !context.codingPath.isEmpty {
      throw .wrongKind(context.codingPath.map(\.stringValue).joined(separator: "."))
    } catch {
      throw .noObject
    }
  }

  /// The settings as JSON, a line for each, sorted.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

/// What a file of settings says over the recipe that it is based on.
private struct RecipeFile: DecodableWithConfiguration {
  /// The key that names that recipe.
  private static let baseKey = "basedOn"

  let options: TrainingOptions

  /// - Parameter network: the network to train, where it is not the file's.
  init(from decoder: any Decoder, configuration network: String?) throws {
    let container = try decoder.container(keyedBy: SettingKey.self)
    let recipe = try Self.recipe(container.decodeIfPresent(String.self, forKey: SettingKey(Self.baseKey)))
    if let unknown = try TrainingOptions.unknownKey(in: decoder, besides: [Self.baseKey]) {
      let known = (TrainingOptions.settings.map(\.name) + [Self.baseKey]).sorted()
      throw TrainingError.unknownKey(unknown, nearest: nearestNames(to: unknown, among: known, count: 3))
    }
    var given = TrainingOptions()
    try given.read(from: decoder)
    var options = recipe.options(for: network ?? given.network)
    try options.read(from: decoder)
    options.network = network ?? options.network
    self.options = options
  }

  private static func recipe(_ name: String?) throws(TrainingError) -> Recipe {
    guard let name else { return .plain }
    guard let recipe = Recipe(rawValue: name) else {
      throw .unknownRecipe(name, nearest: nearestNames(to: name, among: Recipe.allCases.map(\.rawValue)))
    }
    return recipe
  }
}

extension TrainingError {
  fileprivate static let noObject = TrainingError.badRecipe("it is not an object of JSON")

  fileprivate static func wrongKind(_ key: String, _ reason: String = "") -> TrainingError {
    .badRecipe("'\(key)' has a value of the wrong kind\(reason)")
  }
}
