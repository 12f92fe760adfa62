import Foundation
internal import Networks
internal import Torch

/// The trained tensors of a network and what their optimizer remembers of each.
struct OptimizerState {
  private let options: TrainingOptions
  private let groups: [Group]

  /// Parameters that share a weight decay and a rate.
  private struct Group {
    let isDecayed: Bool
    /// The rate as a multiple of the step's.
    let rate: Double
    var keys: [String] = []
    var parameters: [Tensor] = []
    var memories: [String: [Tensor]] = [:]
  }

  /// - Parameters:
  ///   - graph: the layers that are trained.
  ///   - memory: what an earlier `memory` gave, to go on from there; empty at the start.
  init(_ graph: Graph, weights: [String: Tensor], options: TrainingOptions, memory: [String: Tensor]) throws {
    self.options = options
    let head = options.headRate == 1 ? nil : try graph.scoreLayer.map { try graph.layer($0.name) }
    let headKeys = Set(head?.parameters.map(\.key) ?? [])
    func group(ofHead isHead: Bool, isDecayed: Bool) throws -> Group {
      var group = Group(isDecayed: isDecayed, rate: isHead ? options.headRate : 1)
      for parameter in graph.parameters
      where parameter.isTrained && (parameter.role == .weight) == isDecayed
        && headKeys.contains(parameter.key) == isHead
      {
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
    groups = try [(false, true), (false, false), (true, true), (true, false)].map {
      try group(ofHead: $0.0, isDecayed: $0.1)
    }
  }

  /// The keys of `parameters`.
  var keys: [String] { groups.flatMap(\.keys) }

  /// All trained tensors, in the order that `step` takes their gradients.
  var parameters: [Tensor] { groups.flatMap(\.parameters) }

  /// Everything that is remembered, by memory and key.
  var memory: [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for group in groups {
      for (name, list) in group.memories {
        for (key, tensor) in zip(group.keys, list) { tensors["\(name)/\(key)"] = tensor }
      }
    }
    return tensors
  }

  /// Moves the parameters by one step.
  func step(gradients: [Tensor], rate: Double) throws(TorchError) {
    var rest = gradients[...]
    for group in groups {
      try step(
        group, Array(rest.prefix(group.parameters.count)), rate: rate * group.rate,
        decay: group.isDecayed ? options.weightDecay : 0)
      rest = rest.dropFirst(group.parameters.count)
    }
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

/// A moving average of weights and batch statistics: what is tested and kept when it is on (Polyak & Juditsky 1992).
struct MovingAverage {
  let decay: Double
  /// The averages, float32, by key.
  let tensors: [String: Tensor]

  /// Starts from `weights`, or goes on from `saved`.
  init(decay: Double, of weights: [String: Tensor], saved: [String: Tensor] = [:]) throws {
    self.decay = decay
    var tensors: [String: Tensor] = [:]
    for (key, tensor) in weights where tensor.dtype == .float32 {
      tensors[key] = try (saved[key]?.to(tensor.device) ?? tensor.detached()).clone()
    }
    self.tensors = tensors
  }

  /// Takes in the weights after step `step`, counted from 0. The first steps count more: (1 + t) / (10 + t).
  func update(from weights: [String: Tensor], step: Int) throws(TorchError) {
    let kept = min(decay, Double(1 + step) / Double(10 + step))
    for (key, average) in tensors {
      if let tensor = weights[key] { try average.interpolate(towards: tensor, weight: 1 - kept) }
    }
  }
}

extension TrainingOptions {
  /// The learning rate of a step, counted from 0 over the whole run.
  public func learningRate(step: Int, stepsPerEpoch: Int) -> Double {
    let warmUp = warmUpEpochs * Double(stepsPerEpoch)
    let total = Double(totalEpochs * stepsPerEpoch)
    let position = Double(step)
    if position < warmUp { return learningRate * (position + 1) / max(warmUp, 1) }
    switch schedule {
    case .constant: return learningRate
    case .cosine:
      let progress = (position - warmUp) / max(total - warmUp, 1)
      return learningRate * (1 + cos(.pi * min(progress, 1))) / 2
    }
  }
}
