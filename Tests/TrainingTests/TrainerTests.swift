import Checkpoints
import Datasets
import Foundation
import Networks
import Testing
import TestSupport
import Torch

@testable import Training

@Suite("A training run", .serialized)
struct TrainerTests {
  private let pictures: PictureFolder
  private let scratch = try? TemporaryFolder()

  init() throws { pictures = try PictureFolder(picturesPerClass: 10) }

  private var options: TrainingOptions {
    var options = TrainingOptions()
    options.network = "resnet18"
    options.sizes = [32, 40]
    options.epochs = [3, 1]
    options.batchSize = 6
    options.learningRate = 0.02
    options.averageDecay = 0.8
    options.mixup = 0.2
    options.cutmix = 1
    options.trivialAugment = true
    options.erasing = 0.3
    options.zeroResidual = true
    options.holdOut = 0.2
    options.seed = 11
    return options
  }

  private func start(_ name: String, _ options: TrainingOptions? = nil) throws -> RunFolder {
    let folder = RunFolder(path: try #require(scratch).path(name))
    try folder.create(
      RunFolder.Description(
        pictures: pictures.path, options: options ?? self.options, threads: 1, command: "test", version: "0"))
    return folder
  }

  @Test func theBestEpochIsTheMostAccurateThenTheOneOfLowerLossThenTheFirst() {
    func best(_ epochs: (accuracy: Double, loss: Double)...) -> Int? {
      epochs.enumerated().map { index, epoch in
        EpochReport(
          epoch: index + 1, size: 8, tested: .test, learningRate: 1, trainLoss: 1, trainAccuracy: 1,
          testLoss: epoch.loss,
          testAccuracy: epoch.accuracy, testClassAccuracy: 1, seconds: 1)
      }.best?.epoch
    }
    #expect(best() == nil)
    #expect(best((0.5, 1), (0.7, 2), (0.6, 0.1)) == 2)
    #expect(best((0.7, 2), (0.7, 1), (0.7, 1)) == 2)
  }

  private func goOn(_ folder: RunFolder, stopAfter steps: Int = .max) throws -> (
    Trainer.Outcome, [TrainingEvent]
  ) {
    Runtime.threads = 1
    var taken = 0
    var events: [TrainingEvent] = []
    let outcome = try Trainer(folder, workers: 2, saveInterval: 1e9).run(shouldStop: { taken >= steps }) {
      if case .step = $0 { taken += 1 }
      events.append($0)
    }
    return (outcome, events)
  }

  private func bytes(_ folder: RunFolder) throws -> [String: [UInt8]] {
    try Safetensors(path: folder.statePath).tensors().mapValues { tensor in
      try tensor.contiguous().withBytes { Array($0) }
    }
  }

  @Test(arguments: [1, 2]) func stoppedAnywhereItEndsWithTheSameWeights(parts: Int) throws {
    var options = options
    options.accumulation = parts
    let whole = try start("whole", options)
    #expect(try goOn(whole).0 == .finished)
    let pieces = try start("pieces", options)
    var outcome = Trainer.Outcome.stopped
    for steps in [1, 3, 4, 2, 100] where outcome == .stopped {
      outcome = try goOn(pieces, stopAfter: steps).0
    }
    #expect(outcome == .finished)
    #expect(try bytes(pieces) == bytes(whole))
    #expect(pieces.metrics(epochs: 9).map(\.testLoss) == whole.metrics(epochs: 9).map(\.testLoss))
    options.seed = 12
    let other = try start("other", options)
    _ = try goOn(other)
    #expect(try bytes(other) != bytes(whole))
  }

  @Test func aCacheThatIsLostOrHarmedIsMadeAgainAndTheWeightsAreTheSame() throws {
    var options = options
    options.cache = .on
    options.smallestCrop = 0.9
    options.sizes = [32, 33]
    let whole = try start("whole", options)
    #expect(try goOn(whole).0 == .finished)
    let pieces = try start("pieces", options)
    for steps in [1, 3, 100] {
      _ = try goOn(pieces, stopAfter: steps)
      let names = try FileManager.default.contentsOfDirectory(atPath: pieces.path)
      let path = try pieces.path + "/" + #require(names.first { $0.hasSuffix(".cache") })
      let bytes = try Data(contentsOf: URL(filePath: path))
      // 18 pictures of at most 1,614 pixels: smaller than the 44×40 that they have.
      #expect(bytes.count < 18 * 1700 * 3)
      if steps == 1 { try FileManager.default.removeItem(atPath: path) }
      if steps == 3 { try bytes.dropLast(9).write(to: URL(filePath: path)) }
    }
    #expect(try bytes(pieces) == bytes(whole))
    options.cache = .off
    let without = try start("without", options)
    _ = try goOn(without)
    #expect(try bytes(without) != bytes(whole))
  }

  @Test func itLearnsAndLeavesAModelThatSaysHow() throws {
    var options = options
    options.sizes = [64]
    options.epochs = [12]
    options.mixup = 0
    options.cutmix = 0
    options.trivialAugment = false
    options.erasing = 0
    options.holdOut = 0
    let folder = try start("learns", options)
    _ = try goOn(folder)
    let metrics = folder.metrics(epochs: 99)
    #expect(metrics.map(\.epoch) == Array(1...12))
    #expect(metrics.allSatisfy { (0..<1).contains($0.waiting ?? -1) } && metrics[0].waiting != 0)
    #expect(metrics[11].trainLoss < metrics[0].trainLoss * 0.8)
    #expect(metrics[11].testAccuracy > 0.5)
    let best = try #require(metrics.best)
    let bestTraining = try #require(try Model.load(folder.modelPath).metadata.training)
    #expect(bestTraining.accuracy == best.testAccuracy && bestTraining.epochs == best.epoch)
    #expect(bestTraining.selection == .best)
    let model = try Model.load(folder.lastModelPath)
    #expect(model.metadata.training?.selection == .last)
    #expect(model.metadata.classNames == PictureFolder.classes)
    #expect(model.metadata.training?.accuracy == metrics[11].testAccuracy)
    #expect(model.metadata.training?.pictureSize == 80)
    #expect(model.metadata.training?.recipe?["batchSize"] == "6")
    let page = try String(contentsOfFile: folder.reportPath, encoding: .utf8)
    #expect(page.contains("After epoch 12 of 12; the best so far is epoch \(best.epoch) with "))
    #expect(page.contains("epoch 12: training ") && page.contains("steps waited for pictures"))
    // The format, what is known at the start, one grid of pictures, 48 steps, 12 epochs.
    let events = try Data(contentsOf: URL(filePath: folder.eventsPath))
    #expect(RecordFile.records(in: events).count == 63)
    // 24 pictures in batches of 6, 12 epochs.
    #expect(try model.weights["bn1.num_batches_tracked"]?.item() == 48)
  }

  @Test func bfloat16FollowsFloat32() throws {
    var options = options
    options.sizes = [40]
    options.epochs = [1]
    options.learningRate = 1e-4
    var losses: [Double] = []
    for precision in [ComputePrecision.float32, .bfloat16] {
      options.precision = precision
      let folder = try start(precision.rawValue, options)
      _ = try goOn(folder)
      losses.append(folder.metrics(epochs: 1)[0].trainLoss)
      #expect(try Safetensors(path: folder.modelPath).entries["conv1.weight"]?.dtype == .float16)
    }
    #expect(losses[0] != losses[1])
    #expect(abs(losses[0] - losses[1]) < 0.05 * losses[0])
  }

  /// In bfloat16 the gradients of a kernel over a single pixel would hold whatever lay in memory.
  @Test func tinyPicturesAreComputedInFloat32() throws {
    var options = options
    options.sizes = [16]
    options.epochs = [1]
    var states: [[String: [UInt8]]] = []
    for precision in [ComputePrecision.float32, .bfloat16] {
      options.precision = precision
      let folder = try start("tiny \(precision.rawValue)", options)
      _ = try goOn(folder)
      states.append(try bytes(folder))
    }
    #expect(states[0] == states[1])
  }

  @Test func aBrokenPictureIsToldOnce() throws {
    try pictures.write(Array("not a picture".utf8), to: "down/3.png")
    let events = try goOn(start("broken")).1
    let told = events.compactMap { if case .broken(let picture) = $0 { picture.path } else { nil } }
    #expect(told == [pictures.path + "/down/3.png"])
  }

  @Test func picturesThatVanishDuringTheRunAreToldOnceAndSkipped() throws {
    let folder = try start("vanishing")
    let trainer = try Trainer(folder, workers: 1, saveInterval: 1e9)
    let vanishing = [trainer.split.train[0], trainer.split.test[0], trainer.heldOut[0]].map(\.path)
    var told: [BrokenPicture] = []
    let outcome = try trainer.run(shouldStop: { false }) { event in
      switch event {
      case .step(let step) where step.runStep == 0:
        for path in vanishing { try? FileManager.default.removeItem(atPath: path) }
      case .broken(let picture): told.append(picture)
      default: break
      }
    }
    #expect(outcome == .finished)
    #expect(told.map(\.path).sorted() == vanishing.sorted())
    #expect(told.allSatisfy { $0.reason.contains("no such file") }, "\(told)")
    #expect(folder.metrics(epochs: 99).count == 4)
  }

  @Test func aFolderThatVanishesEndsTheRunWithTheLastState() throws {
    let folder = try start("abandoned")
    let trainer = try Trainer(folder, workers: 1, saveInterval: 1e9)
    var saved: [String: [UInt8]] = [:]
    #expect(throws: DatasetError.noReadablePicture) {
      try trainer.run(shouldStop: { false }) { event in
        guard case .epoch(let epoch, _) = event, epoch.epoch == 2 else { return }
        saved = (try? bytes(folder)) ?? [:]
        try? FileManager.default.removeItem(atPath: pictures.path)
      }
    }
    #expect(try !saved.isEmpty && bytes(folder) == saved)
    #expect(folder.metrics(epochs: 99).map(\.epoch) == [1, 2])
  }

  @Test func aRunThatDivergesKeepsItsLastState() throws {
    var options = options
    options.learningRate = 1e30
    options.warmUpEpochs = 0
    #expect {
      try goOn(start("diverges", options))
    } throws: {
      $0 as? TrainingError == .notFinite
    }
  }

  @Test func whatCannotStartSaysWhy() throws {
    let folder = try start("exists")
    #expect(throws: TrainingError.runExists(folder: folder.path)) { try start("exists") }
    let nothing = RunFolder(path: folder.path + "/nothing")
    #expect(throws: TrainingError.notARun(folder: nothing.path)) { try Trainer(nothing, workers: 1) }
    _ = try goOn(folder, stopAfter: 1)
    try pictures.remove("across/0.png")
    #expect(throws: TrainingError.otherPictures(folder: pictures.path)) { try Trainer(folder, workers: 1) }
  }

  @Test func aDamagedStateIsAnError() throws {
    let folder = try start("damaged")
    _ = try goOn(folder, stopAfter: 1)
    let state = try Data(contentsOf: URL(fileURLWithPath: folder.statePath))
    try state.dropLast(100).write(to: URL(fileURLWithPath: folder.statePath))
    #expect(throws: CheckpointError.self) { try Trainer(folder, workers: 1) }
  }
}
