import Checkpoints
import Datasets
import Foundation
import Networks
import Torch

extension Trainer {
  /// Tests, and writes the metrics, the model and the state.
  func finishEpoch(started: Date, stepsPerEpoch: Int, _ report: (TrainingEvent) -> Void) throws {
    let size = options.size(inEpoch: position.epoch)
    var broken: [BrokenPicture] = []
    try learner.copyStatisticsFromFirst()
    let evaluation = try Evaluation(
      learner.tester(side: size), samples: split.test, transform: options.testTransform(for: size),
      normalization: options.normalization, precision: learner.computeType(side: size), workers: workers,
      replica: replica
    ) { broken.append($0) }
    try tell(broken, report)
    let epoch = EpochReport(
      epoch: position.epoch + 1, size: size,
      learningRate: options.learningRate(step: max(position.step - 1, 0), stepsPerEpoch: stepsPerEpoch),
      trainLoss: position.tally.meanLoss, trainAccuracy: position.tally.accuracy, testLoss: evaluation.loss,
      testAccuracy: evaluation.accuracy, testClassAccuracy: evaluation.classAccuracy,
      seconds: -started.timeIntervalSinceNow)
    metrics.append(epoch)
    if replica.isFirst {
      try folder.write(metrics: metrics)
      try saveModel(after: epoch)
    }
    position.epoch += 1
    position.batch = 0
    position.tally = Tally()
    try save()
    report(.epoch(epoch, evaluation))
  }

  /// Writes the state, in the process that writes.
  func save() throws {
    guard replica.isFirst else { return }
    try TrainingState(
      position: position, weights: withBatchCounts(learner.weights), memory: learner.optimization.memory,
      average: learner.average?.tensors ?? [:]
    ).save(to: folder.statePath)
  }

  private func saveModel(after epoch: EpochReport) throws {
    let pictures = URL(fileURLWithPath: description.pictures).lastPathComponent
    let metadata = ModelMetadata(
      architecture: architecture, classNames: classNames, normalization: options.normalization,
      training: TrainingRecord(
        dataset: pictures, recipe: try options.texts(), epochs: epoch.epoch, accuracy: epoch.testAccuracy,
        pictureSize: options.testSize(for: epoch.size),
        date: Date.now.formatted(.iso8601.year().month().day()), commandLine: description.command,
        reverieVersion: description.version, libtorchVersion: Runtime.version),
      defaultLayers: architecture.dreamLayers)
    try Model(name: pictures, metadata: metadata, weights: withBatchCounts(learner.testedWeights))
      .save(to: folder.modelPath)
  }

  private func withBatchCounts(_ weights: [String: Tensor]) throws -> [String: Tensor] {
    var counted = weights
    for parameter in learner.graph.parameters where parameter.role == .batchCount {
      counted[parameter.key] = try .full([], Double(position.step), dtype: .int64)
    }
    return counted
  }
}
