import Checkpoints
import Foundation
import Networks
import Testing
import TestSupport
import Torch

@testable import Training
@testable import reverie

@Suite("reverie train", .serialized)
struct TrainTests {
  private let folder: TemporaryFolder
  private let pictures: PictureFolder

  init() throws {
    folder = try TemporaryFolder()
    pictures = try PictureFolder(picturesPerClass: 10)
  }

  private func arguments(_ run: String) -> [String] {
    [
      "train", pictures.path, "--network", "resnet18", "--size", "32", "--epochs", "4", "--batch-size", "6",
      "--average", "0.9", "--threads", "1", "--save-every", "0.2", "-o", run,
    ]
  }

  @Test func aRunTellsWhatItDoesAndLeavesItsFiles() throws {
    let run = try reverie(arguments("run"), in: folder)
    #expect(run.code == 0)
    #expect(run.error.hasPrefix("resnet18 on 24 pictures, tested on 6; 4 epochs\n"))
    #expect(run.error.contains("epoch 4/4, 32 px: train loss "))
    #expect(run.error.hasSuffix("done: run/model.safetensors\nreport: run/report.html\n"))
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path("run")).sorted()
    #expect(
      files == [
        "events.out.tfevents.reverie", "last.safetensors", "metrics.jsonl", "model.safetensors",
        "report.html",
        "run.json", "state.safetensors",
      ])
    let metrics = try String(contentsOfFile: folder.path("run/metrics.jsonl"), encoding: .utf8)
    #expect(metrics.split(separator: "\n").count == 4)
  }

  @Test func aCacheInAPlaceOfItsOwnIsShared() throws {
    for name in ["one", "two"] {
      let run = try reverie(
        [
          "train", pictures.path, "--network", "resnet18", "--size", "32", "--epochs", "1", "--batch-size",
          "6", "--threads", "1", "--cache", "on", "--cache-folder", "caches/small", "--quiet", "-o", name,
        ], in: folder)
      #expect(run == Run(code: 0, output: "", error: ""))
    }
    let caches = try folder.names(in: "caches/small")
    #expect(caches.count == 1 && caches[0].hasSuffix(".cache"))
    #expect(try !folder.names(in: "one").contains { $0.hasSuffix(".cache") })
    #expect(try folder.state(of: "one") == folder.state(of: "two"))
    try FileManager.default.removeItem(atPath: folder.path("caches"))
    let loaded = try reverie(
      "data", "load", pictures.path, "--size", "16", "--cache-folder", "caches", in: folder)
    #expect(loaded.code == 0 && loaded.output.contains("\"pictures\" : 30"))
    #expect(try folder.names(in: "caches").count == 1)
  }

  @Test func stepsAreTimedOnNoise() throws {
    let run = try reverie(
      [
        "train-time", "--network", "resnet18", "--size", "32", "--batch-size", "4", "--count", "2",
        "--threads", "1",
      ], in: folder)
    struct Timing: Decodable { let pictures: Int, seconds: [Double] }
    let timing = try JSONDecoder().decode(Timing.self, from: Data(run.output.utf8))
    #expect(timing.pictures == 4)
    #expect(timing.seconds.count == 2)
    #expect(timing.seconds.allSatisfy { $0 > 0 })
  }

  @Test func stepsOnPicturesTellTheirWaits() throws {
    let run = try reverie(
      [
        "train-time", "--network", "resnet18", "--size", "32", "--batch-size", "4", "--count", "3",
        "--pictures", pictures.path, "--threads", "1",
      ], in: folder)
    struct Timing: Decodable { let seconds: [Double], waited: [Double] }
    let timing = try JSONDecoder().decode(Timing.self, from: Data(run.output.utf8))
    #expect(timing.seconds.count == 3 && timing.waited.count == 3)
    #expect((timing.seconds + timing.waited).allSatisfy { $0 > 0 })
  }

  @Test func killedTenTimesItEndsWithTheSameWeights() throws {
    #expect(try reverie(arguments("whole") + ["--quiet"], in: folder) == Run(code: 0, output: "", error: ""))
    var random = SystemRandomNumberGenerator()
    var command = arguments("killed") + ["--quiet"]
    for _ in 0..<10 {
      let process = try program(command, in: folder)
      try process.run()
      Thread.sleep(forTimeInterval: .random(in: 0.2...1.6, using: &random))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      if FileManager.default.fileExists(atPath: folder.path("killed/run.json")) {
        command = ["train", "--resume", "killed", "--save-every", "0.2", "--quiet"]
      }
    }
    #expect(try reverie(command, in: folder) == Run(code: 0, output: "", error: ""))
    #expect(try folder.state(of: "killed") == folder.state(of: "whole"))
    let leftovers = try FileManager.default.contentsOfDirectory(atPath: folder.path("killed"))
    #expect(
      leftovers.filter { $0.hasSuffix(".safetensors") }.sorted() == [
        "last.safetensors", "model.safetensors", "state.safetensors",
      ])
  }

  /// TrivialAugment, erasing, mixup and CutMix, averaged weights, warm-up and cosine, growing pictures, a hold-out.
  @Test func killedInTheMiddleOfEpochsTheModernRecipeEndsWithTheSameWeights() throws {
    let settings = [
      "train", pictures.path, "--recipe", "modern", "--network", "resnet18", "--size", "32,40", "--epochs",
      "2,1", "--batch-size", "4", "--warm-up", "1", "--precision", "float32", "--threads", "1", "--quiet",
    ]
    #expect(try reverie(settings + ["-o", "whole"], in: folder) == Run(code: 0, output: "", error: ""))
    var command = settings + ["--save-every", "0.001", "-o", "killed"]
    var places: [TrainingState.Position] = []
    for _ in 0..<3 {
      let process = try program(command, in: folder)
      try process.run()
      let before = places.last?.step ?? 0
      while process.isRunning, try !isInAnEpoch(beyond: before) {
        Thread.sleep(forTimeInterval: 0.002)
      }
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      #expect(process.terminationStatus == SIGKILL)
      places.append(try #require(try place()))
      command = ["train", "--resume", "killed", "--save-every", "0.001", "--quiet"]
    }
    #expect(places.contains { $0.batch > 0 }, "\(places)")
    #expect(try reverie(command, in: folder) == Run(code: 0, output: "", error: ""))
    #expect(try folder.state(of: "killed") == folder.state(of: "whole"))
  }

  @Test func whatIsLeftOpenIsMeasuredToldAndKept() throws {
    let run = try reverie(
      [
        "train", pictures.path, "--network", "resnet18", "--size", "40", "--epochs", "1", "--batch-size",
        "auto",
        "--threads", "1", "-o", "run",
      ], in: folder)
    #expect(run.code == 0)
    let kept = try RunFolder(path: folder.path("run")).description()
    let race = try #require(kept.measured?.precision)
    let sizing = try #require(kept.measured?.batchSize)
    #expect(kept.options.precision == race.winner)
    #expect(kept.options.batchSize == 8 && sizing.pictures == 8)
    #expect(run.error.hasPrefix("\(race)\n\(sizing)\nresnet18 on 24 pictures"), "\(run)")
  }

  private func isInAnEpoch(beyond step: Int) throws -> Bool {
    guard let place = try place() else { return false }
    return place.batch > 0 && place.step > step
  }

  /// Where the run in `killed` stands.
  private func place() throws -> TrainingState.Position? {
    try folder.hasState(of: "killed")
      ? TrainingState(path: folder.path("killed/state.safetensors")).position : nil
  }

  @Test func interruptSavesAndSaysHowToGoOn() throws {
    var long = arguments("long")
    long[7] = "100000"
    let error = try folder.emptyFile("error")
    let process = try program(long, in: folder)
    process.standardError = try FileHandle(forWritingTo: error)
    try process.run()
    while try !String(contentsOf: error, encoding: .utf8).contains("epoch 1/100000") {
      Thread.sleep(forTimeInterval: 0.05)
    }
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    let said = try String(contentsOf: error, encoding: .utf8)
    #expect(said.hasSuffix("reverie: stopped and saved; go on with 'reverie train --resume long'\n"))
  }

  /// At a rate of almost nothing the weights stay those of the model.
  @Test func aRunStartsFromATrainedModel() throws {
    let settings = ["--size", "32", "--batch-size", "6", "--threads", "1", "--quiet"]
    let still = settings + ["--epochs", "1", "--learning-rate", "1e-9", "--weight-decay", "0"]
    #expect(try reverie(arguments("first") + ["--quiet"], in: folder).code == 0)
    let model = folder.path("first/last.safetensors")
    let more = ["train", pictures.path, "--start-from", model]
    #expect(try reverie(more + still + ["-o", "more"], in: folder) == Run(code: 0, output: "", error: ""))
    let (before, after) = try (Model.load(model), Model.load(folder.path("more/last.safetensors")))
    #expect(after.metadata.architecture == before.metadata.architecture)
    for (key, values) in before.weights where !key.contains("running") && !key.contains("num_batches") {
      let other = try #require(after.weights[key])
      #expect(try (values - other).magnitude().maximum().item() < 1e-3, "\(key)")
    }
    let wrong = try reverie(more + ["--network", "resnet34", "-o", "wrong"], in: folder)
    #expect(
      wrong.error
        == "reverie: last is a resnet18 with the head 'standard', which no run of resnet34 can start from; "
        + "add --network resnet18 --head standard\n")
    let other = try reverie(
      "train", pictures.path, "--start-from", "caltech101-vgg16", "--network", "resnet18", "-o", "wrong",
      in: folder)
    #expect(other.error.hasPrefix("reverie: caltech101-vgg16 is a vgg16_bn with the head 'pooled', "))
    #expect(try reverie("train", "--resume", "first", "--start-from", model, in: folder).code == 64)
  }

  @Test func aFurtherStageTestsOnWhatTheModelHasNotLearned() throws {
    #expect(try reverie(arguments("first") + ["--seed", "7", "--quiet"], in: folder).code == 0)
    let model = folder.path("first/last.safetensors")
    let further = [
      "train", pictures.path, "--start-from", model, "--size", "32", "--epochs", "1", "--threads", "1",
    ]
    func split(_ name: String) throws -> String? {
      try Model.load(folder.path("\(name)/last.safetensors")).metadata.training?.split
    }
    let same = try reverie(further + ["-o", "same"], in: folder)
    #expect(same.code == 0 && !same.error.contains("may have learned"))
    #expect(try split("same") == split("first"))
    let other = try reverie(further + ["--seed", "8", "-o", "other"], in: folder)
    #expect(
      other.error.hasPrefix(
        "\(model) may have learned pictures that this run tests on, which would make it look better than it is; "
          + "it was tested on those of --split 0.8 --seed 7\n"))
    #expect(try split("other")?.hasPrefix("0.8, seed 8") == true)
  }

  /// The last layer starts afresh, and at a rate of almost nothing the first one stays the model's.
  @Test func aRunStartsFromAModelOfOtherClasses() throws {
    #expect(try reverie(arguments("three") + ["--quiet"], in: folder).code == 0)
    let model = folder.path("three/last.safetensors")
    for name in ["across", "down"] {
      try FileManager.default.createDirectory(atPath: folder.path("two"), withIntermediateDirectories: true)
      try FileManager.default.copyItem(atPath: pictures.path + "/" + name, toPath: folder.path("two/" + name))
    }
    let run = try reverie(
      "train", "two", "--start-from", model, "--size", "32", "--batch-size", "6", "--epochs", "1",
      "--learning-rate", "1e-9", "--weight-decay", "0", "--threads", "1", "--quiet", "-o", "more", in: folder)
    #expect(run == Run(code: 0, output: "", error: ""))
    let (before, after) = try (Model.load(model), Model.load(folder.path("more/last.safetensors")))
    #expect(after.metadata.classNames == ["across", "down"])
    let (first, same) = (
      try #require(before.weights["conv1.weight"]), try #require(after.weights["conv1.weight"])
    )
    #expect(try (first - same).magnitude().maximum().item() < 1e-3)
    let (head, fresh) = (try #require(before.weights["fc.weight"]), try #require(after.weights["fc.weight"]))
    #expect(fresh.shape == [2, 512] && head.shape == [3, 512])
    #expect(try (head.narrowed(0, 0..<2) - fresh).magnitude().maximum().item() > 1e-2)
  }

  @Test func aRecipeFileIsResolved() throws {
    _ = try folder.file("mine.json", #"{"basedOn": "paper", "epochs": [3]}"#.utf8)
    let shown = try reverie(
      "train", "--show-recipe", "mine.json", "--network", "resnet152", "--seed", "5", in: folder)
    let options = try TrainingOptions(json: Data(shown.output.utf8))
    var expected = Recipe.paper.options(for: "resnet152")
    expected.epochs = [3]
    expected.seed = 5
    #expect(shown.code == 0 && options == expected)
    _ = try folder.file("slip.json", #"{"basedOn": "papper"}"#.utf8)
    #expect(
      try reverie("train", "--show-recipe", "slip.json", in: folder)
        == Run(
          code: 1, output: "",
          error:
            "reverie: slip.json: there is no recipe 'papper' to base one on; nearest: paper, plain, modern, finetune\n"
        )
    )
  }

  @Test func wrongInputIsOneLineAndWritesNothing() throws {
    func expect(_ error: String, _ arguments: [String]) throws {
      let run = try reverie(["train"] + arguments, in: folder)
      #expect(run == Run(code: 1, output: "", error: error + "\n"), "\(run)")
    }
    try expect("reverie: the folder none cannot be read: no such folder", ["none", "-o", "run"])
    try expect(
      "reverie: there is no network 'vgg61'; nearest: vgg11, vgg13, vgg16, vgg19, vgg11_bn",
      [pictures.path, "-o", "run", "--network", "vgg61"])
    try expect(
      "reverie: resnet18 has no head 'pooled'; leave --head out",
      [pictures.path, "-o", "run", "--network", "resnet18", "--head", "pooled"])
    try expect(
      "reverie: a picture of 16×16 pixels is too small for layer pool5; its sides need at least 32 pixels",
      [pictures.path, "-o", "run", "--size", "16"])
    try expect(
      "reverie: nowhere holds no training run to go on with; start one with 'reverie train PICTURES -o nowhere'",
      ["--resume", "nowhere"])
    #expect(try folder.names() == [])
    for wrong in [
      [], [pictures.path], ["-o", "x"], [pictures.path, "-o", "x", "--epochs", "1,2"],
      [pictures.path, "-o", "x", "--cache-folder", "y"], [pictures.path, "-o", "x", "--batch-size", "many"],
    ] {
      #expect(try reverie(["train"] + wrong, in: folder).code == 64)
    }
  }
}

@Suite("reverie train --freeze")
struct FineTuningTests {
  /// A model without a head gets a fresh one; what is frozen is the model's own afterwards.
  @Test func aHeadlessModelIsFineTuned() throws {
    let folder = try TemporaryFolder()
    let pictures = try PictureFolder(picturesPerClass: 6)
    let architecture = try Architecture(network: "vgg11", head: .absent, classes: 0)
    let model = try Model(
      name: "start", metadata: ModelMetadata(architecture: architecture, normalization: .imageNet),
      weights: Formula.weights(of: architecture.graph))
    try model.save(to: folder.path("start.safetensors"), precision: nil)
    let run = try reverie(
      "train", pictures.path, "--start-from", "start.safetensors", "--freeze", "pool4", "--recipe",
      "finetune",
      "--size", "32", "--epochs", "1", "--batch-size", "4", "--threads", "1", "--precision", "float32", "-o",
      "run",
      in: folder)
    #expect(run.code == 0, "\(run.error)")
    let tuned = try Model.load(folder.path("run/model.safetensors"))
    #expect(tuned.metadata.architecture.head == .pooled)
    let key = "features.0.weight"
    // The file keeps weights as float16.
    let (kept, own) = try (#require(tuned.weights[key]), #require(model.weights[key]))
    #expect(try (kept - own).magnitude().maximum().item() < 1e-3)
    let late = "features.18.weight"
    let (moved, before) = try (#require(tuned.weights[late]), #require(model.weights[late]))
    #expect(try (moved - before).magnitude().maximum().item() > 1e-4)
    // A finished run says so; what a killed one left goes.
    try folder.write(Data("half a state".utf8), to: "run/.state.safetensors.1a2b")
    let again = try reverie("train", "--resume", "run", in: folder)
    #expect(
      again.code == 0 && again.error.hasPrefix("this run is finished: 1 epoch; go on from its model with "))
    #expect(try !folder.names(in: "run").contains { $0.hasPrefix(".state") })
    // Its pictures may move, its settings may not change.
    try FileManager.default.moveItem(atPath: pictures.path, toPath: folder.path("moved"))
    #expect(try reverie("train", "--resume", "run", in: folder).code == 1)
    let elsewhere = try reverie("train", "--resume", "run", "--pictures", "moved", in: folder)
    #expect(elsewhere.code == 0 && elsewhere.error.hasPrefix("this run is finished"), "\(elsewhere)")
    let bent = try reverie("train", "--resume", "run", "--epochs", "40", in: folder)
    #expect(bent.code == 64 && bent.error.contains("A run goes on with its own settings: leave --epochs out"))
    let refused = try reverie("train", "moved", "--freeze", "pool4", "-o", "other", in: folder)
    #expect(refused.code == 64 && refused.error.contains("name a model with --start-from"))
  }
}
