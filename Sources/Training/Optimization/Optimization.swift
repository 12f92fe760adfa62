internal import Networks
internal import Torch

/// The trained tensors of a network and what their optimiser remembers of each.
struct Optimization {
  private let options: TrainingOptions
  private let decayed: Group
  private let undecayed: Group

  /// Parameters that share a weight decay.
  private struct Group {
    var keys: [String] = []
    var parameters: [Tensor] = []
    var memories: [String: [Tensor]] = [:]
  }

  /// - Parameter memory: what an earlier `memory` gave, to go on from there; empty at the start.
  init(_ graph: Graph, weights: [String: Tensor], options: TrainingOptions, memory: [String: Tensor]) throws {
    self.options = options
    func group(where belongs: (Parameter) -> Bool) throws -> Group {
      var group = Group()
      for parameter in graph.parameters where parameter.isTrained && belongs(parameter) {
        guard let tensor = weights[parameter.key] else { continue }
        group.keys.append(parameter.key)
        group.parameters.append(tensor)
        for name in options.optimizer.memories {
          let shape = name == "steps" ? [] : parameter.shape
          let key = "\(name)/\(parameter.key)"
          let remembered =
            try memory.isEmpty
            ? Tensor.zeros(shape, device: tensor.device) : memory[key]?.to(tensor.device).clone()
          guard let remembered, remembered.shape == shape else { throw TrainingError.missingMemory(key: key) }
          group.memories[name, default: []].append(remembered)
        }
      }
      return group
    }
    decayed = try group { $0.role == .weight }
    undecayed = try group { $0.role != .weight }
  }

  /// The keys of `parameters`.
  var keys: [String] { decayed.keys + undecayed.keys }

  /// All trained tensors, in the order that `step` takes their gradients.
  var parameters: [Tensor] { decayed.parameters + undecayed.parameters }

  /// Everything that is remembered, by memory and key.
  var memory: [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for group in [decayed, undecayed] {
      for (name, list) in group.memories {
        for (key, tensor) in zip(group.keys, list) { tensors["\(name)/\(key)"] = tensor }
      }
    }
    return tensors
  }

  /// Moves the parameters by one step.
  func step(gradients: [Tensor], rate: Double) throws(TorchError) {
    let split = decayed.parameters.count
    try step(decayed, Array(gradients.prefix(split)), rate: rate, decay: options.weightDecay)
    try step(undecayed, Array(gradients.dropFirst(split)), rate: rate, decay: 0)
  }

  private func step(_ group: Group, _ gradients: [Tensor], rate: Double, decay: Double) throws(TorchError) {
    guard !gradients.isEmpty else { return }
    switch options.optimizer {
    case .sgd:
      try stepSGD(
        parameters: group.parameters, gradients: gradients, momenta: group.memories["momentum"] ?? [],
        rate: rate,
        momentum: options.momentum, weightDecay: decay, nesterov: options.nesterov && options.momentum > 0)
    case .adam:
      let steps = group.memories["steps"] ?? []
      for count in steps { try count.add(.ones([], device: count.device)) }
      try stepAdam(
        parameters: group.parameters, gradients: gradients, means: group.memories["mean"] ?? [],
        squares: group.memories["square"] ?? [], steps: steps, rate: rate, weightDecay: decay)
    }
  }
}

extension Optimizer {
  /// The names of what it remembers of each parameter.
  var memories: [String] {
    switch self {
    case .sgd: ["momentum"]
    case .adam: ["mean", "square", "steps"]
    }
  }
}
