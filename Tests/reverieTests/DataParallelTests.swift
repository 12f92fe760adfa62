import Foundation
import Testing
import TestSupport
import Training

/// Two processes of the program, as torchrun, SLURM or MPI start them.
@Suite("reverie train on two ranks", .serialized)
struct DataParallelTests {
  private let folder: TemporaryFolder
  private let pictures: PictureFolder

  init() throws {
    folder = try TemporaryFolder()
    pictures = try PictureFolder(picturesPerClass: 10)
  }

  private func arguments(_ run: String, _ more: String...) -> [String] {
    [
      "train", pictures.path, "--network", "vgg11", "--head", "pooled", "--size", "32", "--batch-size", "24",
      "--precision", "float32", "--learning-rate", "0.01", "--rank-timeout", "20", "-o", run,
    ] + more
  }

  private func start(
    _ arguments: [String], environment: [String: String] = [:], killedRank: Int? = nil
  ) throws -> [Run] {
    try twoRanks(arguments, in: folder, environment: environment, killedRank: killedRank)
  }

  private func metrics(_ run: String) throws -> [EpochReport] { try folder.metrics(of: run) }

  /// A step per epoch: the epoch's loss is the step's.
  private func expectSameLosses(_ alone: String, _ together: String, epochs: Int) throws {
    let (one, two) = try (metrics(alone), metrics(together))
    #expect(one.count == epochs && two.count == epochs)
    for (alone, together) in zip(one, two) {
      #expect(abs(alone.trainLoss - together.trainLoss) <= 1e-5 * alone.trainLoss)
      #expect(abs(alone.testLoss - together.testLoss) <= 1e-4 * alone.testLoss)
    }
  }

  @Test func theSameBatchesGiveTheLossesOfOneProcess() throws {
    #expect(try reverie(arguments("one", "--epochs", "20", "--quiet"), in: folder).code == 0)
    // The pictures are so small that they lie in the cache as they are.
    let runs = try start(arguments("two", "--epochs", "20", "--cache", "on"))
    #expect(runs.map(\.code) == [0, 0])
    #expect(runs[0].error.hasPrefix("vgg11 on 24 pictures, tested on 6; 20 epochs\n"))
    #expect(runs.map(\.output) == ["", ""])
    #expect(runs[1].error == "")
    try expectSameLosses("one", "two", epochs: 20)
  }

  @Test(.enabled(if: torchrunURL != nil)) func underTorchrunTheLossesAreThoseOfOneProcess() throws {
    #expect(try reverie(arguments("one", "--epochs", "5", "--quiet"), in: folder).code == 0)
    let process = try program([], in: folder)
    process.executableURL = torchrunURL
    process.arguments =
      [
        "--rdzv-backend", "c10d", "--rdzv-endpoint", "127.0.0.1:0", "--local-addr", "127.0.0.1",
        "--nproc-per-node", "2", "--no-python", programURL.path,
      ] + arguments("two", "--epochs", "5", "--quiet")
    let run = try result(of: process)
    #expect(run.code == 0, "\(run)")
    try expectSameLosses("one", "two", epochs: 5)
  }

  @Test(arguments: [0, 1]) func aKilledRankStopsTheOtherAndTheNextAttemptGoesOn(rank: Int) throws {
    let command = arguments("run", "--epochs", "6")
    let killed = try start(command, killedRank: rank)
    #expect(killed[rank].code == SIGKILL)
    let other = killed[1 - rank]
    #expect(other.code == 1)
    #expect(
      other.error.split(separator: "\n").last?.hasPrefix(
        "reverie: rank \(1 - rank) lost the other ranks and stops; the last saved state is kept (") == true,
      "\(other)")
    let again = try start(command)
    #expect(again[0].code == 1)
    #expect(again[0].error.hasPrefix("reverie: run holds a training run already;"))
    let next = try start(command, environment: ["TORCHELASTIC_RESTART_COUNT": "1"])
    #expect(next.map(\.code) == [0, 0], "\(next)")
    #expect(next[0].error.hasPrefix("vgg11 on 24 pictures, tested on 6; epoch "))
    #expect(try metrics("run").map(\.epoch) == [1, 2, 3, 4, 5, 6])
  }

  @Test func synchronisedBatchNormTrains() throws {
    var command = arguments("run", "--epochs", "2", "--sync-batch-norm", "on", "--accumulate", "2")
    command[3] = "vgg11_bn"
    #expect(try start(command).map(\.code) == [0, 0])
    #expect(try metrics("run").count == 2)
  }

  @Test func aRankAloneGivesUp() throws {
    var environment = try LoopbackRanks.environment(size: 2)
    environment["RANK"] = "1"
    let run = try reverie(
      arguments("run") + ["--rank-timeout", "1"], in: folder, environment: environment)
    #expect(run.code == 1)
    #expect(run.error.hasPrefix("reverie: rank 1 lost the other ranks and stops;"))
    #expect(run.error.split(separator: "\n").count == 1)
  }

  @Test func moreRanksThanTheBatchHoldsAreRefused() throws {
    let runs = try start(arguments("run") + ["--batch-size", "3"])
    #expect(runs.map(\.code) == [1, 1])
    #expect(
      runs[0].error
        == "reverie: 2 ranks share a batch of 3; --batch-size is for all of them together and must be at least 4\n"
    )
  }
}
