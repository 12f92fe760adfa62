import Checkpoints
import Networks
import Torch

extension Architecture {
  /// The weights that a run takes over from a trained model: all of them where it knows the same classes, else all but
  /// those of the last layer, which learns its classes from fresh ones.
  ///
  /// - Parameter name: the model's name in the catalog, or its path.
  /// - Throws: `CheckpointError`, or `TrainingError.otherNetwork` for a model of another network.
  func startingWeights(from name: String, classNames: [String]) throws -> [String: Tensor] {
    let model = try Model.named(name)
    let other = model.metadata.architecture
    // Weights without a head give a fresh one its features.
    guard other.network == network, other.head == head || other.head == .absent else {
      throw TrainingError.otherNetwork(
        model: model.name, network: other.network, head: other.head.rawValue, wanted: network)
    }
    let isSameTask = model.metadata.classNames == classNames
    let scores = try graph.scoreLayer.map { try graph.layer($0.name) }
    let left = isSameTask ? [] : Set(scores?.parameters.map(\.key) ?? [])
    return try model.weights.filter { !left.contains($0.key) }.mapValues { try $0.clone() }
  }
}

extension Graph {
  /// Weights to start from, drawn by the options' seed.
  func freshWeights(_ options: TrainingOptions) throws(TorchError) -> [String: Tensor] {
    let drawn: Initialization? =
      switch options.initialization {
      case .network: nil
      case .pytorch: .pytorch
      case .kaiming: .resnet
      }
    let graph = Graph(layers: layers, aliases: aliases, initialization: drawn ?? initialization)
    var weights = try graph.initialWeights(generator: Generator(seed: options.seed))
    guard options.zeroResidual else { return weights }
    for parameter in residualNorms.flatMap(\.parameters) where parameter.role == .scale {
      weights[parameter.key] = try .zeros(parameter.shape)
    }
    return weights
  }

  /// The last batch norm of each residual branch.
  private var residualNorms: [Layer] {
    let byName = Dictionary(uniqueKeysWithValues: layers.map { ($0.name, $0) })
    return layers.filter { $0.operation is Add }.compactMap { byName[$0.inputs[0]] }
      .filter { $0.operation is BatchNorm }
  }
}
