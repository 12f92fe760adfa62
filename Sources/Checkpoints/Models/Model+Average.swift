internal import Torch

extension Model {
  /// The model whose weights are the mean of those of `models`. Where these were trained further from one start, it can
  /// be better than each of them (Wortsman et al., "Model soups", 2022). Statistics of batch norms are averaged too,
  /// counts of batches are the first's. Its description keeps what all models agree on, of their
  /// recipes too (so that it is known what was held out of all), and the layers to dream on of the first that names any.
  ///
  /// - Parameter shares: What each model counts for, 0 or more, whatever the sum; without them all count alike.
  /// - Throws: ``AverageError`` where the models do not go together, `TorchError`.
  /// - Precondition: there is a model, and a share for each of them, not all of them 0.
  public static func average(_ models: [Model], shares: [Double]? = nil, name: String) throws -> Model {
    let shares = shares ?? Array(repeating: 1, count: models.count)
    let sum = shares.reduce(0, +)
    precondition(!models.isEmpty && shares.count == models.count && shares.allSatisfy { $0 >= 0 } && sum > 0)
    let first = models[0]
    for other in models.dropFirst() { try first.checkGoesTogether(with: other) }
    var weights = first.weights
    for (key, weight) in first.weights where weight.dtype.isFloatingPoint {
      let mean = try weight * (shares[0] / sum)
      for (other, share) in zip(models, shares).dropFirst() {
        guard let weight = other.weights[key] else { continue }
        try mean.add(weight, scale: share / sum)
      }
      weights[key] = mean
    }
    return try Model(
      name: name, metadata: ModelMetadata(average: models.map(\.metadata)), weights: weights)
  }

  private func checkGoesTogether(with other: Model) throws(AverageError) {
    let (mine, theirs) = (metadata, other.metadata)
    let difference: AverageError.Difference? =
      if mine.architecture != theirs.architecture {
        .network
      } else if mine.classNames != theirs.classNames {
        .classes
      } else if mine.normalization != theirs.normalization {
        .normalization
      } else {
        nil
      }
    if let difference { throw AverageError(first: name, second: other.name, difference: difference) }
  }
}

extension ModelMetadata {
  /// The description of the mean of models of one network and one list of classes.
  fileprivate init(average all: [ModelMetadata]) {
    func common<Value: Equatable>(_ value: (ModelMetadata) -> Value?) -> Value? {
      let first = value(all[0])
      return all.allSatisfy { value($0) == first } ? first : nil
    }
    func every(_ text: (ModelMetadata) -> String?) -> String? {
      var texts: [String] = []
      for text in all.compactMap(text) where !texts.contains(text) { texts.append(text) }
      return texts.isEmpty ? nil : texts.joined(separator: "; ")
    }
    let recipe = all[0].training?.recipe?.filter { name, value in
      common { $0.training?.recipe?[name] } == value
    }
    self.init(
      architecture: all[0].architecture, classNames: all[0].classNames, normalization: all[0].normalization,
      training: TrainingRecord(
        dataset: common { $0.training?.dataset }, split: common { $0.training?.split },
        recipe: recipe.flatMap { $0.isEmpty ? nil : $0 }, pictureSize: common { $0.training?.pictureSize }),
      defaultLayers: all.map(\.defaultLayers).first { !$0.isEmpty } ?? [],
      license: every(\.license), attribution: every(\.attribution))
  }
}
