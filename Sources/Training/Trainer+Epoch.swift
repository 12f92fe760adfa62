import Checkpoints
import Datasets
import Foundation
import Networks
import Torch

extension Trainer {
  /// Tests, and writes the metrics, the model and the state.
  func finishEpoch(
    started: Date, stepsPerEpoch: Int, waiting: Double, _ report: (TrainingEvent) -> Void
  ) throws {
    let size = options.size(inEpoch: position.epoch)
    let isLast = position.epoch + 1 == options.totalEpochs
    let part = heldOut.isEmpty || isLast ? EpochReport.Part.test : .holdOut
    var broken: [BrokenPicture] = []
    try settleYoungStatistics()
    try model.copyStatisticsFromFirst()
    func evaluate(_ part: EpochReport.Part) throws -> Evaluation {
      if let outputs = kept?.tested[part] { return try Evaluation(model.restEvaluator(), outputs) }
      let samples = part == .test ? split.test : heldOut
      return try Evaluation(
        model.evaluator(side: size), samples: samples, transform: options.testTransform(for: size),
        normalization: options.normalization, precision: model.computeType(side: size), device: device,
        workers: workers,
        replica: replica
      ) { broken.append($0) }
    }
    let evaluation = try evaluate(part)
    let choosing = heldOut.isEmpty ? nil : part == .holdOut ? evaluation : try evaluate(.holdOut)
    try tell(broken, report)
    var epoch = EpochReport(
      epoch: position.epoch + 1, size: size, tested: part,
      learningRate: options.learningRate(step: max(position.step - 1, 0), stepsPerEpoch: stepsPerEpoch),
      trainLoss: position.metrics.meanLoss, trainAccuracy: position.metrics.accuracy,
      testLoss: evaluation.loss,
      testAccuracy: evaluation.accuracy, testClassAccuracy: evaluation.classAccuracy,
      seconds: -started.timeIntervalSinceNow)
    epoch.holdOutAccuracy = choosing?.accuracy
    epoch.waiting = waiting
    metrics.append(epoch)
    if replica.isFirst {
      try state().checkNumbers()
      try folder.write(metrics: metrics)
      try saveModel(after: epoch, as: .last)
      if metrics.best?.epoch == epoch.epoch { try saveModel(after: epoch, as: .best) }
      try journal?.log(epoch, step: position.step)
      try RunReport(folder, description, split: split, classNames: classNames, device: device)
        .write(metrics, predictions: evaluation.predictions)
    }
    position.epoch += 1
    position.batch = 0
    position.metrics = RunningMetrics()
    try save()
    report(.epoch(epoch, evaluation))
  }

  /// Running statistics of so few steps are not those of the network; a test with them says nothing ("loss 516").
  private func settleYoungStatistics() throws {
    let (young, passes, most) = (100, 30, 10)
    guard replica.count == 1, position.step < young, model.hasBatchNorms else { return }
    var source =
      try kept == nil
      ? BatchSource.loader(
        BatchLoader(
          split.train, batchSize: batchSize, dropsLast: true,
          transform: options.testTransform(for: options.size(inEpoch: position.epoch)), seed: 0,
          workers: workers))
      : self.source(forEpoch: position.epoch, from: 0)
    var inputs: [StepInput] = []
    while inputs.count < most, let input = try source.next() { inputs.append(input) }
    try model.settleStatistics(with: inputs, passes: passes)
  }

  /// Writes the state, in the process that writes.
  func save() throws {
    guard replica.isFirst else { return }
    try state().save(to: folder.statePath)
  }

  private func state() throws -> TrainingState {
    try TrainingState(
      position: position, weights: withBatchCounts(model.weights), memory: model.optimizer.memory,
      average: model.average?.tensors ?? [:])
  }

  private func saveModel(after epoch: EpochReport, as selection: TrainingRecord.Selection) throws {
    let pictures = URL(fileURLWithPath: description.pictures).lastPathComponent
    let metadata = ModelMetadata(
      architecture: architecture, classNames: classNames, normalization: options.normalization,
      training: TrainingRecord(
        dataset: pictures, split: split.words(rule: options.split, seed: options.seed),
        recipe: try options.texts(), epochs: epoch.epoch, selection: selection, accuracy: epoch.testAccuracy,
        pictureSize: options.testSize(for: epoch.size),
        date: Date.now.formatted(.iso8601.year().month().day()), commandLine: description.command,
        reverieVersion: description.version, libtorchVersion: Runtime.version),
      defaultLayers: architecture.dreamLayers)
    try Model(name: pictures, metadata: metadata, weights: withBatchCounts(model.testedWeights))
      .save(to: selection == .best ? folder.modelPath : folder.lastModelPath)
  }

  private func withBatchCounts(_ weights: [String: Tensor]) throws -> [String: Tensor] {
    var counted = weights
    for parameter in model.graph.parameters where parameter.role == .batchCount {
      counted[parameter.key] = try .full([], Double(position.step), dtype: .int64)
    }
    return counted
  }
}
