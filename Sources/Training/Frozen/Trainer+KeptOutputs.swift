import Datasets
import Networks
import Torch

/// Where a run's batches come from.
enum BatchSource {
  /// Pictures that are decoded ahead.
  case loader(BatchLoader)
  /// Kept outputs of the network's frozen part.
  case kept(KeptBatches)

  /// The number of batches in the epoch.
  var count: Int {
    switch self {
    case .loader(let loader): loader.count
    case .kept(let batches): batches.count
    }
  }

  /// The next batch; `nil` after the last.
  mutating func next() throws -> StepInput? {
    switch self {
    case .loader(let loader): return loader.next().map(StepInput.pictures)
    case .kept(var batches):
      defer { self = .kept(batches) }
      return try batches.take()
    }
  }
}

extension Trainer {
  /// Computes the outputs of the network's frozen part for all pictures, where there is one, they fit into memory, all
  /// stages have one size and no other process shares the run.
  ///
  /// - Returns: whether to go on; not when it was asked to stop.
  func keepOutputs(shouldStop: () -> Bool, _ report: (TrainingEvent) -> Void) throws -> Bool {
    guard model.isPartlyFrozen, options.frozenViews > 0, replica.count == 1, Set(options.sizes).count == 1,
      position.epoch < options.totalEpochs, let size = options.sizes.first
    else { return true }
    let parts: [(part: EpochReport.Part, samples: [Sample])] =
      [(.test, split.test), (.holdOut, heldOut)].filter { !$0.samples.isEmpty }
    let pictures = split.train.count * options.frozenViews + parts.map(\.samples.count).reduce(0, +)
    guard try bytesOfOutput(side: size) * pictures <= keepLimit else {
      report(.note("the outputs of what is frozen do not fit into memory and are computed at each step"))
      return true
    }
    var done = 0
    var stopped = false
    func outputs(_ loaders: [BatchLoader]) throws -> KeptOutputs? {
      let before = done
      return try KeptOutputs(
        loaders, output: model.keptOutput, broken: { try? tell([$0], report) },
        progress: { count in
          done = before + count
          report(.keeping(done: done, of: pictures))
          stopped = shouldStop()
          return !stopped
        })
    }
    let transform = options.testTransform(for: size)
    func central(_ samples: [Sample]) -> BatchLoader {
      BatchLoader(
        samples, batchSize: 32, dropsLast: false, transform: transform, cache: nil, seed: 0, workers: workers)
    }
    guard let train = try outputs(trainingViews(side: size)) else { return false }
    var tested: [EpochReport.Part: KeptOutputs] = [:]
    for (part, samples) in parts {
      guard let outputs = try outputs([central(samples)]) else { return false }
      tested[part] = outputs
    }
    kept = (train, tested)
    return !stopped
  }

  /// The central squares of the training pictures, and random crops of them.
  private func trainingViews(side: Int) -> [BatchLoader] {
    (0..<options.frozenViews).map { view in
      BatchLoader(
        split.train, batchSize: 32, dropsLast: false,
        transform: view == 0 ? .centerCrop(side: side) : options.trainingTransform(inEpoch: 0),
        augmentation: view == 0 ? .none : options.augmentation, cache: nil,
        seed: SplitMix64(seed: options.seed, 4, UInt64(view)).first, workers: workers)
    }
  }

  /// The bytes of the frozen part's output for the larger of a training and a test picture.
  private func bytesOfOutput(side: Int) throws -> Int {
    let trunk = try options.trunk(of: architecture.graph)
    let side = max(side, options.testSize(for: side))
    let shape = try trunk?.graph.report(height: side, width: side).last?.shape ?? []
    return shape.reduce(4, *)
  }
}
