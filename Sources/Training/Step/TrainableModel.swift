import Datasets
import Networks
import Torch

/// A network in training: its weights, what its optimizer remembers of them, and their moving average.
struct TrainableModel {
  let graph: Graph
  let weights: [String: Tensor]
  let optimizer: OptimizerState
  let average: MovingAverage?
  /// The part that stays as it is, and an executor of it.
  private let trunk: (part: FrozenTrunk, executor: Executor)?
  /// Runs what is trained.
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
    let part = try options.trunk(of: graph)
    let trained = part?.rest ?? graph
    optimizer = try OptimizerState(trained, weights: weights, options: options, memory: state?.memory ?? [:])
    average =
      options.averageDecay > 0
      ? try MovingAverage(decay: options.averageDecay, of: weights, saved: state?.average ?? [:]) : nil
    for tensors in [weights, optimizer.memory, average?.tensors ?? [:]] {
      try replica.copyFromFirst(tensors)
    }
    for tensor in optimizer.parameters { try tensor.requireGradient() }
    executor = try Executor(trained, weights: weights)
    let kept = weights
    trunk = try part.map { part in (part, try Executor(part.graph, weights: kept)) }
    gradients = try GradientAllReduce(graph, optimizer, replica: replica)
  }

  /// Moves the weights along the gradient of a batch.
  ///
  /// - Parameters:
  ///   - step: the step in the whole run, counted from 0; random choices follow from it.
  ///   - rate: the learning rate.
  /// - Returns: what all processes saw, before the step; nothing where that is too little to take one.
  /// - Throws: `TrainingError.notFinite`, with the weights as they were.
  func step(_ input: StepInput, step: Int, rate: Double) throws -> RunningMetrics {
    // A single picture has no batch statistics. Synchronized ones are those of all, and need every process in each part.
    let fewest = synchronized == nil ? 2 : options.accumulation
    let isSeen = input.labels.count >= fewest
    let counts = try replica.sum([isSeen ? Double(input.labels.count) : 0, isSeen ? 0 : 1])
    guard counts[0] > 1, synchronized == nil || counts[1] == 0 else { return RunningMetrics() }
    let pass = isSeen ? try pass(input, of: counts[0], step: step) : nil
    let metrics = try (pass?.metrics ?? RunningMetrics()).total(replica)
    guard metrics.loss.isFinite else { throw TrainingError.notFinite }
    let gradients = try gradients(of: pass?.loss, adding: pass?.gradients ?? [])
    try withoutGradients {
      try optimizer.step(gradients: gradients, rate: rate)
      try average?.update(from: weights, step: step)
    }
    return metrics
  }

  /// As ``step(_:step:rate:)-(StepInput,_,_)``, from decoded pictures.
  func step(_ batch: Batch, step: Int, rate: Double) throws -> RunningMetrics {
    try self.step(.pictures(batch), step: step, rate: rate)
  }

  /// The pictures of a batch `[N, 3, S, S]` as the network sees them at a step, normalized and mixed.
  func pictures(of batch: Batch, step: Int) throws(TorchError) -> Tensor {
    var random = random(ofStep: step)
    return try TrainingBatch(batch, options, classes: classes, device: device, random: &random).pictures
  }

  /// What this process's pictures add to the mean loss over `total`: the loss of the last part, and the gradients of the
  /// parts before it.
  private func pass(_ input: StepInput, of total: Double, step: Int) throws -> (
    loss: Tensor?, gradients: [Tensor], metrics: RunningMetrics
  ) {
    var random = random(ofStep: step)
    let example = try example(of: input, random: &random)
    let dropout = try Generator(seed: random.next(), device: device)
    let compute = computeType(of: input)
    let executor = try executor.using(executor.graph.weights(weights, in: compute))
    let labels = input.labels
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

  /// The inputs of what is trained, and the wanted answers.
  private func example(of input: StepInput, random: inout SplitMix64) throws -> TrainingBatch {
    switch input {
    case .pictures(let batch):
      let example = try TrainingBatch(batch, options, classes: classes, device: device, random: &random)
      guard trunk != nil else { return example }
      return TrainingBatch(
        pictures: try output(ofTrunk: example.pictures, side: batch.side), target: example.target)
    case .kept(let outputs, let labels):
      let target = try Tensor(labels.map(Int64.init), shape: [labels.count]).to(device)
      return TrainingBatch(pictures: outputs, target: target)
    }
  }

  private func computeType(of input: StepInput) -> DType {
    if case .pictures(let batch) = input { computeType(side: batch.side) } else { .float32 }
  }

  /// What the frozen part gives for normalized pictures `[N, 3, side, side]`, as float32 without gradients.
  private func output(ofTrunk pictures: Tensor, side: Int) throws -> Tensor {
    guard let trunk else { return pictures }
    let compute = computeType(side: side)
    return try withoutGradients {
      let executor = try trunk.executor.using(trunk.part.graph.weights(weights, in: compute))
      return try executor.output(pictures.to(compute)).to(.float32)
    }
  }

  /// What the frozen part gives for a batch.
  func keptOutput(of batch: Batch) throws -> Tensor {
    try output(ofTrunk: batch.pictures(options.normalization, on: device), side: batch.side)
  }

  /// Whether a part of the network stays as it is.
  var isPartlyFrozen: Bool { trunk != nil }

  /// What lies behind the frozen part, with the weights that are tested.
  func restEvaluator() -> Executor { executor.using(testedWeights) }

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
      try Executor(graph, weights: graph.weights(testedWeights, in: computeType(side: side)))
    }
  }

  /// Whether what is trained has batch norms, whose running statistics lag behind the weights in the first steps.
  var hasBatchNorms: Bool { executor.graph.layers.contains { $0.operation is BatchNorm } }

  /// Moves the batch norms' running statistics to those of the tested weights as they are, by passing batches without
  /// learning from them. Each pass takes a tenth of the old ones away.
  func settleStatistics(with inputs: [StepInput], passes: Int) throws {
    var random = SplitMix64(seed: options.seed, 6)
    try withoutGradients {
      for pass in 0..<passes where !inputs.isEmpty {
        let input = inputs[pass % inputs.count]
        guard input.labels.count > 1 else { continue }
        let pictures: Tensor
        switch input {
        case .pictures(let batch): pictures = try example(of: .pictures(batch), random: &random).pictures
        case .kept(let outputs, _): pictures = outputs
        }
        let compute = computeType(of: input)
        let executor = try executor.using(executor.graph.weights(testedWeights, in: compute))
        let dropout = try Generator(seed: random.next(), device: device)
        _ = try executor.output(pictures.to(compute), mode: .training(dropout, synchronized: nil))
      }
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
