import Foundation
import Imaging
import Testing
import TestSupport
import Torch
import Training

/// The way of a GPU, with a fake one: libtorch's CUDA library and NCCL are those of Tests/FakeCUDA. It computes on the
/// processor, but its memory can be touched by its kernels alone, and they take no tensors from elsewhere.
@Suite("--device cuda, with a fake GPU", .enabled(if: FakeGPU.isBuilt), .serialized)
struct FakeGPUTests {
  private let folder: TemporaryFolder
  private let pictures: PictureFolder
  private let gpu: FakeGPU

  init() throws {
    folder = try .forDreams()
    pictures = try PictureFolder(picturesPerClass: 10)
    gpu = try FakeGPU(in: folder)
  }

  /// Runs the program on the processor, and on the GPU.
  private func both(_ arguments: (_ place: String) -> [String]) throws -> (cpu: Run, gpu: Run) {
    let runs = (
      cpu: try reverie(arguments("cpu"), in: folder),
      gpu: try reverie(arguments("gpu") + ["--device", "cuda"], in: folder, environment: gpu.environment)
    )
    #expect(runs.cpu.code == 0 && runs.gpu.code == 0, "\(runs)")
    return runs
  }

  private func training(_ run: String, network: String = "vgg11", _ more: [String] = []) -> [String] {
    [
      "train", pictures.path, "--network", network, "--head", "pooled", "--size", "32", "--batch-size", "12",
      "--epochs", "2", "--precision", "float32", "--learning-rate", "0.01", "--rank-timeout", "5", "-o", run,
    ] + more
  }

  private func expectSameLosses(_ one: String, _ other: String, within tolerance: Double) throws {
    let (ones, others) = (try folder.metrics(of: one), try folder.metrics(of: other))
    #expect(ones.count == others.count && !ones.isEmpty)
    for (one, other) in zip(ones, others) {
      #expect(abs(one.trainLoss - other.trainLoss) <= tolerance * one.trainLoss)
      #expect(abs(one.testLoss - other.testLoss) <= tolerance * one.testLoss)
    }
  }

  @Test(arguments: [
    [], ["--mixup", "0.2", "--average", "0.9", "--accumulate", "2"],
    ["--cutmix", "1", "--optimizer", "adam", "--learning-rate", "0.0001"],
  ])
  func trainingGivesTheLossesOfTheProcessor(more: [String]) throws {
    _ = try both { training($0, more) }
    try expectSameLosses("cpu", "gpu", within: 1e-4)
  }

  @Test func whatIsLeftOpenIsMeasuredOnTheDevice() throws {
    let run = try reverie(
      [
        "train", pictures.path, "--network", "resnet18", "--size", "64", "--epochs", "1", "--batch-size",
        "auto", "-o", "run", "--device", "cuda",
      ], in: folder, environment: gpu.environment)
    #expect(run.code == 0, "\(run)")
    #expect(run.error.contains("of 2.6 GB of memory"), "four fifths of the 3 GiB that the fake one has left")
    #expect(run.error.contains("precision: "))
    let report = String(decoding: try folder.read("run/report.html"), as: UTF8.self)
    #expect(report.contains(">cuda<"))
  }

  @Test func aRunGoesOnElsewhere() throws {
    let process = try program(
      training("run", ["--epochs", "60", "--save-every", "0.01", "--device", "cuda"]), in: folder,
      environment: gpu.environment)
    process.standardError = FileHandle.nullDevice
    try process.run()
    while !folder.hasState(of: "run"), process.isRunning { Thread.sleep(forTimeInterval: 0.02) }
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    let before = (try? folder.metrics(of: "run").count) ?? 0
    let resumed = try program(["train", "--resume", "run", "--save-every", "0.01"], in: folder)
    resumed.standardError = FileHandle.nullDevice
    try resumed.run()
    while (try? folder.metrics(of: "run").count) ?? 0 < before + 2, resumed.isRunning {
      Thread.sleep(forTimeInterval: 0.02)
    }
    kill(resumed.processIdentifier, SIGINT)
    resumed.waitUntilExit()
    #expect(try folder.metrics(of: "run").count > before + 1)
  }

  @Test func evaluationGivesTheAnswersOfTheProcessor() throws {
    for animal in ["fox", "owl"] {
      try folder.makeFolder("animals/" + animal)
      try folder.write(Fixtures.photo.get(), to: "animals/\(animal)/photo.png")
    }
    let runs = try both { _ in ["evaluate", "model.safetensors", "animals", "--quiet", "--json"] }
    let losses = try [runs.cpu, runs.gpu].map {
      try JSONDecoder().decode(Loss.self, from: Data($0.output.utf8)).loss
    }
    #expect(abs(losses[0] - losses[1]) <= 1e-4 * losses[0])
  }

  private struct Loss: Decodable { let loss: Double }

  @Test(arguments: [
    [], ["--gradient-smoothing", "laplacian", "--image-space", "fourier"],
    ["-l", "relu3_1", "--style", "photo.png", "--width", "200", "--tile", "128"],
    ["--towards", "fox", "--keep-colors"],
  ])
  func dreamsAreThoseOfTheProcessor(more: [String]) throws {
    _ = try both {
      [
        "dream", "photo.png", "-o", $0 + ".png", "-m", "model.safetensors", "--iterations", "2",
        "--pyramid-size", "2", "--precision", "float32", "--quiet",
      ] + more
    }
    let pictures = try ["cpu.png", "gpu.png"].map {
      try Image(contentsOf: folder.path($0)).byteTensor().to(.float32) * (1 / 255)
    }
    let difference = try Difference("dream", pictures[0], pictures[1])
    #expect(difference.psnr >= 45, "\(difference)")
  }

  // MARK: - Several

  @Test func twoOfThemGiveTheLossesOfOneProcess() throws {
    #expect(try reverie(training("one"), in: folder).code == 0)
    let runs = try twoRanks(
      training("two", ["--device", "cuda"]), in: folder, environment: gpu.environment)
    #expect(runs.map(\.code) == [0, 0], "\(runs)")
    try expectSameLosses("one", "two", within: 1e-4)
  }

  @Test func batchNormIsSynchronised() throws {
    let command = training("two", network: "vgg11_bn", ["--device", "cuda", "--sync-batch-norm", "on"])
    let runs = try twoRanks(command, in: folder, environment: gpu.environment)
    #expect(runs.map(\.code) == [0, 0], "\(runs)")
  }

  @Test func aKilledRankStopsTheOther() throws {
    let command = training("run", ["--device", "cuda", "--epochs", "100", "--save-every", "0.1"])
    let runs = try twoRanks(command, in: folder, environment: gpu.environment, killedRank: 1)
    #expect(runs[0].code == 1)
    let line = runs[0].error.split(separator: "\n").last ?? ""
    #expect(line.hasPrefix("reverie: rank 0 lost the other ranks and stops; the last saved state is kept ("))
  }

  @Test func aRankWithoutAnOwnOneTakesTheOneItSees() throws {
    let environment = gpu.environment.merging(["FAKE_GPUS": "1"]) { $1 }
    let runs = try twoRanks(training("run", ["--device", "cuda"]), in: folder, environment: environment)
    #expect(runs.map(\.code) == [0, 0], "\(runs)")
  }

  @Test func oneThatIsNotThereIsNamed() throws {
    let line = "reverie: device 'cuda:7': there is none of that number; the last one is cuda:1\n"
    let run = try reverie(
      training("run", ["--device", "cuda:7"]), in: folder, environment: gpu.environment)
    #expect(run.error == line)
  }

  @Test func withoutNCCLThereIsOneLine() throws {
    let runs = try twoRanks(
      training("run", ["--device", "cuda"]), in: folder,
      environment: FakeGPU(in: folder, hasNCCL: false).environment)
    for run in runs {
      #expect(run.error.hasPrefix("reverie: several GPUs: NCCL, by which they train together, is missing ("))
      #expect(run.error.split(separator: "\n").count == 1)
    }
  }
}

/// A folder in which the program finds the fake libraries under the real ones' names.
struct FakeGPU {
  /// What the program's environment must say.
  let environment: [String: String]

  private static var library: URL {
    programURL.deletingLastPathComponent().appending(path: "libFakeCUDA.so")
  }

  /// Whether the package built it, as it does on Linux.
  static var isBuilt: Bool { FileManager.default.fileExists(atPath: library.path) }

  init(in folder: TemporaryFolder, hasNCCL: Bool = true) throws {
    let place = hasNCCL ? "gpu" : "gpu-alone"
    try folder.makeFolder(place)
    for name in ["libtorch_cuda.so"] + (hasNCCL ? ["libnccl.so.2"] : []) {
      try FileManager.default.createSymbolicLink(
        at: folder.url.appending(path: place).appending(path: name), withDestinationURL: Self.library)
    }
    environment = ["LD_LIBRARY_PATH": folder.path(place)]
  }
}
