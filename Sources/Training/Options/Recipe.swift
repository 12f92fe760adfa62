internal import Files
public import Foundation
internal import Networks

/// Named settings of a training run.
public enum Recipe: String, Sendable, CaseIterable {
  /// Crops, mirror images, label smoothing and a cosine: a quick first run.
  case plain
  /// What the notebooks of "DeepDream: What I Dreamt While At College" do.
  case paper
  /// What makes the best of few pictures: strong augmentation, mixed pictures, averaged weights, growing pictures.
  case modern

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
    }
    return options
  }
}

extension TrainingOptions {
  /// The largest recipe file that is read, in bytes.
  public static let longestRecipe = 1 << 20

  /// The key of a recipe file that names the recipe that it is based on.
  private static let baseKey = "basedOn"

  /// Settings from JSON: what is missing is as in the recipe that `basedOn` names, or as in `plain`.
  ///
  /// - Parameter network: the network to train, where it is not the JSON's.
  /// - Throws: `TrainingError.unknownKey` or `unknownRecipe` with the nearest names, or `badRecipe` for a value of the wrong
  ///   kind. Ranges are `validate()`'s business.
  public init(json: Data, network: String? = nil) throws(TrainingError) {
    guard json.count <= Self.longestRecipe,
      var given = try? JSONSerialization.jsonObject(with: json) as? [String: Any]
    else { throw .badRecipe("it is not an object of JSON") }
    let recipe = try Self.recipe(named: given.removeValue(forKey: Self.baseKey))
    if let network { given["network"] = network }
    let base = recipe.options(for: given["network"] as? String ?? TrainingOptions().network)
    var merged = (try? base.object()) ?? [:]
    if let unknown = given.keys.sorted().first(where: { merged[$0] == nil }) {
      let known = (merged.keys + [Self.baseKey]).sorted()
      throw .unknownKey(unknown, nearest: nearestNames(to: unknown, among: known, count: 3))
    }
    merged.merge(given) { $1 }
    do {
      self = try JSONDecoder().decode(Self.self, from: JSONSerialization.data(withJSONObject: merged))
    } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
      DecodingError.dataCorrupted(let context)
    {
      throw .wrongKind(context.codingPath.map(\.stringValue).joined(separator: "."))
    } catch {
      throw .badRecipe("\(error)")
    }
  }

  private static func recipe(named name: Any?) throws(TrainingError) -> Recipe {
    guard let name else { return .plain }
    guard let name = name as? String else { throw .wrongKind(baseKey) }
    guard let recipe = Recipe(rawValue: name) else {
      throw .unknownRecipe(name, nearest: nearestNames(to: name, among: Recipe.allCases.map(\.rawValue)))
    }
    return recipe
  }

  /// The settings as JSON, a line for each, sorted.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

extension TrainingError {
  fileprivate static func wrongKind(_ key: String) -> TrainingError {
    .badRecipe("'\(key)' has a value of the wrong kind")
  }
}
