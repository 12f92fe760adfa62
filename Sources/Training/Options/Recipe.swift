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

  /// Settings from JSON over `base`: what is missing stays.
  ///
  /// - Throws: `TrainingError.unknownKey` with the nearest names, or `badRecipe` for a value of the wrong kind.
  ///   Ranges are `validate()`'s business.
  public init(json: Data, over base: TrainingOptions = TrainingOptions()) throws(TrainingError) {
    guard json.count <= Self.longestRecipe,
      let given = try? JSONSerialization.jsonObject(with: json) as? [String: Any],
      let encoded = try? JSONEncoder().encode(base),
      var merged = try? JSONSerialization.jsonObject(with: encoded) as? [String: Any]
    else { throw .badRecipe("it is not an object of JSON") }
    if let unknown = given.keys.sorted().first(where: { merged[$0] == nil }) {
      throw .unknownKey(unknown, nearest: nearestNames(to: unknown, among: merged.keys.sorted(), count: 3))
    }
    merged.merge(given) { $1 }
    do {
      self = try JSONDecoder().decode(Self.self, from: JSONSerialization.data(withJSONObject: merged))
    } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
      DecodingError.dataCorrupted(let context)
    {
      let place = context.codingPath.map(\.stringValue).joined(separator: ".")
      throw .badRecipe("'\(place)' has a value of the wrong kind")
    } catch {
      throw .badRecipe("\(error)")
    }
  }

  /// The settings as JSON, a line for each, sorted.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
