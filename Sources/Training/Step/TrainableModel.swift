import Datasets
import Networks
import Torch

/// A network in training: its weights, what its optimizer remembers of them, and their moving average.
struct TrainableModel {
  let graph: Graph
  let weights: [String: Tensor]
  let optimizer: OptimizerState
  let average: MovingAverage?
  private let executor: Executor
  private let gradients: GradientAllReduce
  private var options: TrainingOptions
  private let classes: Int
  private let replica: Replica
  private let device: Device

  /// Goes on from `state`, or starts from fresh weights with those of `start` in their place, on `device`.
  init(
    _ graph: Graph, classes: Int, _ options: TrainingOptions, _ replica: Replica, device: Device = .cpu,
    state: TrainingState?, start: [String: Tensor] = [:]
  ) throws {
    self.graph = graph
    self.classes = classes
    self.options = options
    self.replica = replica
    self.device = device
    weights = try (state?.weights ?? graph.freshWeights(options).merging(start) { $1 })
      .mapValues { try $0.to(device) }
    if let state, state.memory.isEmpty { throw TrainingError.missingMemory(key: "memory") }
    optimizer = try OptimizerState(graph, weights: weights, options: options, memory: state?.memory ?? [:])
    average =
      options.averageDecay > 0
      ? try MovingAverage(decay: options.averageDecay, of: weights, saved: state?.average ?? [:]) : nil
    for tensors in [weights, optimizer.memory, average?.tensors ?? [:]] {
      try replica.copyFromFirst(tensors)
    }
    for tensor in optimizer.parameters { try tensor.requireGradient() }
    executor = try Executor(graph, weights: weights)
    gradients = try GradientAllReduce(graph, optimizer, replica: replica)
  }

  /// Moves the weights along the gradient of a batch.
  ///
  /// - Parameters:
  ///   - step: the step in the whole run, counted from 0; random choices follow from it.
  ///   - rate: the learning rate.
  /// - Returns: what all processes saw, before the step; nothing where that is too little to take one.
  /// - Throws: `TrainingError.notFinite`, with the weights as they were.
  func step(_ batch: Batch, step: Int, rate: Double) throws -> RunningMetrics {
    // A single picture has no batch statistics. Synchronized ones are those of all, and need every process in each part.
    let fewest = synchronized == nil ? 2 : options.accumulation
    let isSeen = batch.labels.count >= fewest
    let counts = try replica.sum([isSeen ? Double(batch.labels.count) : 0, isSeen ? 0 : 1])
    guard counts[0] > 1, synchronized == nil || counts[1] == 0 else { return RunningMetrics() }
    let pass = isSeen ? try pass(batch, of: counts[0], step: step) : nil
    let metrics = try (pass?.metrics ?? RunningMetrics()).total(replica)
    guard metrics.loss.isFinite else { throw TrainingError.notFinite }
    let gradients = try gradients(of: pass?.loss, adding: pass?.gradients ?? [])
    try withoutGradients {
      try optimizer.step(gradients: gradients, rate: rate)
      try average?.update(from: weights, step: step)
    }
    return metrics
  }

  /// The pictures of a batch `[N, 3, S, S]` as the network sees them at a step, normalized and mixed.
  func pictures(of batch: Batch, step: Int) throws(TorchError) -> Tensor {
    var random = random(ofStep: step)
    return try TrainingBatch(batch, options, classes: classes, device: device, random: &random).pictures
  }

  /// What this process's pictures add to the mean loss over `total`: the loss of the last part, and the gradients of the
  /// parts before it.
  private func pass(_ batch: Batch, of total: Double, step: Int) throws -> (
    loss: Tensor?, gradients: [Tensor], metrics: RunningMetrics
  ) {
    var random = random(ofStep: step)
    let example = try TrainingBatch(batch, options, classes: classes, device: device, random: &random)
    let dropout = try Generator(seed: random.next(), device: device)
    let compute = computeType(side: batch.side)
    let executor = try executor.using(graph.weights(weights, in: compute))
    let labels = batch.labels
    var (metrics, gradients, last) = (RunningMetrics(), [Tensor](), Tensor?.none)
    for part in 0..<options.accumulation {
      let rows = Shard(part, of: options.accumulation).places(of: labels.count)
      guard !rows.isEmpty else { continue }
      if let last { try add(last.gradients(to: optimizer.parameters), to: &gradients) }
      let pictures = try example.pictures.narrowed(0, rows).to(compute)
      let logits = try executor.output(pictures, mode: .training(dropout, synchronized: synchronized))
        .to(.float32)
      let loss = try logits.crossEntropy(
        example.target.narrowed(0, rows), labelSmoothing: options.labelSmoothing)
      let answers = try logits.detached().indexOfMaximum(along: 1).elements(Int64.self)
      metrics += try RunningMetrics(
        loss: loss.item() * Double(rows.count),
        correct: zip(labels[rows], answers).count { $0 == Int($1) }, seen: rows.count)
      let share = Double(rows.count) / total
      last = share == 1 ? loss : try loss * share
    }
    return (last, gradients, metrics)
  }

  /// What draws the choices of a step in this process: how pictures are mixed, then what dropout leaves out.
  private func random(ofStep step: Int) -> SplitMix64 {
    SplitMix64(seed: options.seed, 3, UInt64(step), UInt64(replica.rank))
  }

  private func add(_ gradients: [Tensor], to sums: inout [Tensor]) throws(TorchError) {
    guard !sums.isEmpty else { return sums = gradients }
    for (sum, gradient) in zip(sums, gradients) { try sum.add(gradient) }
  }

  /// The group over which batch norms take their statistics; `nil` where each process takes its own.
  private var synchronized: ProcessGroup? { options.synchronizesBatchNorm ? replica.group : nil }

  // MARK: - What is tested and kept

  /// The weights that are tested and kept: the moving average where there is one.
  var testedWeights: [String: Tensor] { weights.merging(average?.tensors ?? [:]) { $1 } }

  /// The network with those weights, for square pictures of `side` pixels trained on.
  func evaluator(side: Int) throws -> Executor {
    try withoutGradients {
      try executor.using(graph.weights(testedWeights, in: computeType(side: side)))
    }
  }

  /// Takes over the batch norms' statistics of the first process. Each keeps its own while it trains; what is tested and
  /// kept is the first one's, as in PyTorch's DistributedDataParallel.
  func copyStatisticsFromFirst() throws {
    let roles: Set<Parameter.Role> = [.runningMean, .runningVariance]
    let keys = Set(graph.parameters.filter { roles.contains($0.role) }.map(\.key))
    try replica.copyFromFirst(testedWeights.filter { keys.contains($0.key) })
  }

  // MARK: - Precision

  /// What the network computes in. Where a convolution sees a single pixel it is float32: oneDNN's bfloat16 gradients of
  /// a 3×3 kernel over one pixel hold whatever lay in memory.
  func computeType(side: Int) -> DType {
    graph.convolvesSinglePixels(side: side) ? .float32 : options.precision.dtype
  }

  /// The same network, with the same weights and memory, computing in another type.
  func computing(in precision: ComputePrecision) -> TrainableModel {
    var other = self
    other.options.precision = precision
    return other
  }
}
