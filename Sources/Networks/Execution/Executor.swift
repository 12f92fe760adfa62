public import Torch

/// Runs a graph with a state dictionary.
public struct Executor {
  /// What differs between training and use.
  public enum Mode {
    /// Batch norms use their running statistics, dropout passes everything.
    case inference
    /// Batch norms use the batch's statistics, or those of the batches of a whole group of processes, and move the
    /// running ones; dropout draws from the generator.
    case training(Generator, synchronized: ProcessGroup? = nil)
  }

  /// The graph that runs.
  public let graph: Graph
  let liveness: Liveness
  /// Each layer's tensors, by its name and then by their keys without the layer's.
  private var parameters: [String: [String: Tensor]]

  /// An executor of `graph` with the parameters in `weights`; further keys are ignored.
  ///
  /// - Throws: ``NetworkError`` that names the key and the layer when a parameter is missing or has another shape.
  public init(_ graph: Graph, weights: [String: Tensor]) throws(NetworkError) {
    try graph.check(weights)
    self.init(graph, parameters: Self.parameters(of: graph, in: weights))
  }

  /// An executor of a graph whose layers have these tensors.
  init(_ graph: Graph, parameters: [String: [String: Tensor]]) {
    self.graph = graph
    self.parameters = parameters
    liveness = Liveness(graph.layers)
  }

  /// The same executor with other weights.
  ///
  /// - Precondition: They have the keys and shapes of those that were checked.
  public func using(_ weights: [String: Tensor]) -> Executor {
    var other = self
    other.parameters = Self.parameters(of: graph, in: weights)
    return other
  }

  private static func parameters(
    of graph: Graph, in weights: [String: Tensor]
  ) -> [String: [String: Tensor]] {
    Dictionary(uniqueKeysWithValues: graph.layers.map { ($0.name, $0.parameters(in: weights)) })
  }

  /// The network's output for a batch of pictures `[N, 3, H, W]`: logits `[N, classes]` for a whole network.
  ///
  /// - Throws: `TorchError` for pictures that the network does not take, or when there is no memory.
  public func output(_ input: Tensor, mode: Mode = .inference) throws(TorchError) -> Tensor {
    guard let last = graph.layers.last else { return input }
    let outputs = try activations(of: [last.name], input, mode: mode)
    return outputs[last.name] ?? input
  }

  /// The outputs of the layers named `taps` (names, not aliases) for a batch of pictures `[N, 3, H, W]`. Layers that they
  /// do not depend on are not run; each output is released after its last reader.
  ///
  /// - Parameter given: Outputs that take the place of a layer's own.
  /// - Throws: `TorchError` for pictures that the network does not take, or when there is no memory.
  public func activations(
    of taps: Set<String>, _ input: Tensor, mode: Mode = .inference, given: [String: Tensor] = [:]
  ) throws(TorchError) -> [String: Tensor] {
    var values = [Layer.input: input]
    let needed = liveness.needed(for: taps, given: Set(given.keys))
    for (index, layer) in graph.layers.enumerated() {
      if needed.contains(layer.name) {
        if let value = given[layer.name] {
          values[layer.name] = value
        } else {
          let run = run(of: layer, mode, mayOverwrite: liveness.mayOverwriteInput(of: index, taps: taps))
          values[layer.name] = try layer.operation.forward(layer.inputs.compactMap { values[$0] }, run)
        }
      }
      for name in liveness.releasedForwardOnly(after: index, taps: taps) { values[name] = nil }
    }
    return values.filter { taps.contains($0.key) }
  }

  /// What a layer's operation is told.
  func run(of layer: Layer, _ mode: Mode = .inference, mayOverwrite: Bool = false) -> OperationRun {
    OperationRun(
      parameters: parameters[layer.name] ?? [:], mode: mode, mayOverwriteInput: mayOverwrite)
  }
}
