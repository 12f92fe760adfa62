import Imaging
import Networks
import Testing
import TestSupport
import Torch

@testable import Dreaming

@Suite struct DreamTests {
  @Test(arguments: PyramidKind.allCases) func objectiveRisesAtEveryLevel(_ pyramid: PyramidKind) throws {
    let options = quickOptions {
      $0.objective = energy("relu3_2")
      $0.pyramidSize = 3
      $0.iterations = 6
      $0.pyramid = pyramid
    }
    var values: [Int: [Double]] = [:]
    _ = try makeDreamer(options).dream(try smallPhoto()) {
      values[$0.progress.level, default: []].append($0.progress.objective)
    }
    #expect(values.count == 3)
    for (level, values) in values {
      #expect(values.count == 6)
      #expect(try #require(values.last) > values[0], "level \(level): \(values)")
    }
  }

  @Test func seedDecidesTheBytes() throws {
    let photo = try smallPhoto()
    func dream(seed: UInt64) throws -> [Float] {
      try bytes(of: makeDreamer(quickOptions { $0.seed = seed }).dream(photo))
    }
    let first = try dream(seed: 1)
    #expect(try dream(seed: 1) == first)
    #expect(try dream(seed: 2) != first)
    #expect(first.allSatisfy { (0...1).contains($0) })
  }

  @Test func progressTellsEveryStep() throws {
    let options = quickOptions { $0.width = 64 }
    var steps: [DreamProgress] = []
    let dreamer = try makeDreamer(options)
    let dream = try dreamer.dream(try smallPhoto()) { steps.append($0.progress) }
    #expect(dream.shape == [1, 3, 48, 64])
    #expect(steps.map(\.level) == [1, 1, 1, 2, 2, 2])
    #expect(steps.map(\.iteration) == [1, 2, 3, 1, 2, 3])
    let small = 36 * 27
    #expect(
      steps.map(\.workDone)
        == [small, 2 * small, 3 * small, 3 * small + 3072, 3 * small + 6144, 3 * small + 9216])
    #expect(steps.allSatisfy { $0.work == 3 * small + 9216 && $0.levels == 2 && $0.iterations == 3 })
    #expect(steps.last?.size == PixelSize(width: 64, height: 48))
  }

  @Test func progressCanEndTheDream() throws {
    struct Enough: Error {}
    var steps = 0
    let dreamer = try makeDreamer(quickOptions())
    #expect(throws: Enough.self) {
      _ = try dreamer.dream(try smallPhoto()) { _ in
        steps += 1
        if steps == 2 { throw Enough() }
      }
    }
    #expect(steps == 2)
  }

  @Test func aStoppedDreamIsThePictureOfItsLastStep() throws {
    let dreamer = try makeDreamer(quickOptions())
    var steps = 0
    var seen: [Float] = []
    let dream = try dreamer.dream(smallPhoto()) { snapshot in
      steps = snapshot.progress.stepsDone
      guard steps == 4 else { return }
      seen = try bytes(of: snapshot.picture())
      snapshot.stop()
    }
    #expect(steps == 4 && dream.shape == [1, 3, 96, 128])
    #expect(try bytes(of: dream) == seen)
  }

  /// One dreamer, photos of several sizes and masks: each dream is that of a dreamer of its own.
  @Test func aDreamerServesManyPhotos() throws {
    let dreamer = try makeDreamer(quickOptions())
    let photo = try smallPhoto()
    let small = try Image(photo.tensor().resized(height: 48, width: 64, antialias: true))
    let mask = DreamMask(try photo.tensor().mean([1], keepingDimensions: true))
    let plan = try dreamer.plan(forPhoto: PixelSize(photo))
    for _ in 0..<2 {
      let (large, masked) = (
        try dreamer.dream(photo, plan: plan), try dreamer.dream(photo, plan: plan, mask: mask)
      )
      #expect(try bytes(of: large) == bytes(of: makeDreamer(quickOptions()).dream(photo)))
      #expect(try bytes(of: masked) == bytes(of: makeDreamer(quickOptions()).dream(photo, mask: mask)))
      #expect(try bytes(of: dreamer.dream(small)) == bytes(of: makeDreamer(quickOptions()).dream(small)))
    }
  }

  /// With steps too short to see the dream is its start; the photo is what a mask leaves free.
  @Test(arguments: PyramidKind.allCases) func aPictureMayBeTheStart(_ pyramid: PyramidKind) throws {
    let photo = try smallPhoto()
    let start = try photo.tensor().flipped(3)
    let dreamer = try makeDreamer(
      quickOptions {
        $0.pyramid = pyramid
        $0.pyramidSize = 1
        $0.learningRate = 1e-6
      })
    let dream = try Difference("start", dreamer.dream(photo, start: start), start)
    #expect(dream.psnr >= 45, "\(dream)")
    let black = DreamMask(try .zeros([1, 1, 96, 128]))
    let masked = try Difference("photo", dreamer.dream(photo, start: start, mask: black), photo.tensor())
    #expect(masked.psnr >= 100, "\(masked)")
  }

  @Test func noiseHasNothingOfThePhoto() throws {
    let gray = Image(width: 40, height: 30, bytes: Array(repeating: 90, count: 3600))
    let white = Image(width: 40, height: 30, bytes: Array(repeating: 255, count: 3600))
    func dream(_ photo: Image, seed: UInt64) throws -> [Float] {
      let options = quickOptions {
        $0.start = .noise
        $0.pyramidSize = 1
        $0.iterations = 1
        $0.learningRate = 1e-6
        $0.seed = seed
      }
      return try bytes(of: makeDreamer(options).dream(photo))
    }
    let noise = try dream(gray, seed: 3)
    #expect(try dream(white, seed: 3) == noise)
    #expect(try dream(gray, seed: 4) != noise)
    let mean = noise.reduce(0, +) / 3600
    let variance = noise.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 3600
    #expect(abs(mean - 0.5) < 0.02)
    #expect(abs(variance - 1.0 / 12) < 0.01)
  }

  /// Neighbors in the noise of a Fourier dream are alike, in pixels they have nothing to do with each other.
  @Test func noiseLooksAsItsSpaceDoes() throws {
    func noise(_ space: ImageSpace) throws -> Tensor {
      let options = quickOptions {
        $0.start = .noise
        $0.imageSpace = space
        $0.pyramidSize = 1
        $0.iterations = 1
        $0.learningRate = 1e-6
      }
      return try makeDreamer(options).dream(try smallPhoto())
    }
    func likeness(_ picture: Tensor) throws -> Double {
      let centered = try picture - picture.mean([2, 3], keepingDimensions: true)
      let (left, right) = (try centered.narrowed(3, 0..<127), try centered.narrowed(3, 1..<128))
      return try (left * right).mean().item() / centered.squared().mean().item()
    }
    #expect(abs(try likeness(noise(.pixels))) < 0.05)
    #expect(abs(try likeness(noise(.decorrelated))) < 0.05)
    let fourier = try noise(.fourier)
    #expect(try likeness(fourier) > 0.7)
    let deviation = try Normalization.imageNet.normalize(fourier).standardDeviation().item()
    #expect(abs(deviation - Dreamer.noiseDeviation) < 0.05)
  }

  @Test func sixteenBitsStay() throws {
    let wide = [UInt16](repeating: 30_000, count: 3600).withUnsafeBytes { Array($0) }
    let photo = Image(width: 40, height: 30, depth: .sixteen, bytes: wide)
    let options = quickOptions {
      $0.pyramidSize = 1
      $0.iterations = 1
      $0.learningRate = 1e-7
    }
    let dream = try Image(makeDreamer(options).dream(photo), depth: .sixteen)
    let samples = dream.bytes.withUnsafeBytes { Array($0.bindMemory(to: UInt16.self)) }
    #expect(samples.allSatisfy { abs(Int($0) - 30_000) <= 1 })
  }

  @Test func blackPhotoDreams() throws {
    let black = Image(width: 40, height: 30, bytes: Array(repeating: 0, count: 3600))
    let dream = try bytes(of: makeDreamer(quickOptions()).dream(black))
    #expect(dream.allSatisfy { $0.isFinite })
    #expect(dream.contains { $0 > 0 })
  }

  @Test func photoWithoutGradientIsAnError() throws {
    let graph = try Architecture(network: "vgg11", classes: 10).graph
    var weights = try Formula.weights(of: graph.truncated(at: ["relu1_1"]))
    weights["features.0.bias"] = try .full([64], -1e6)
    let dreamer = try Dreamer(
      architecture: graph, weights: weights, normalization: .none,
      options: quickOptions { $0.objective = energy("relu1_1") })
    let black = Image(width: 40, height: 30, bytes: Array(repeating: 0, count: 3600))
    let error = DreamError.noGradient(layers: ["relu1_1"], size: PixelSize(width: 22, height: 17))
    #expect(throws: error) { _ = try dreamer.dream(black) }
    #expect(
      error.description == "relu1_1 does not respond to this picture at 22×17 pixels;"
        + " choose a shallower `objective`, or start with `start` noise")
  }

  @Test func brokenWeightsAreAnError() throws {
    let graph = try Architecture(network: "vgg11", classes: 10).graph
    var weights = try Formula.weights(of: graph.truncated(at: ["relu1_1"]))
    weights["features.0.weight"] = try .full([64, 3, 3, 3], .nan)
    let dreamer = try Dreamer(
      architecture: graph, weights: weights, normalization: .none,
      options: quickOptions { $0.objective = energy("relu1") })
    #expect(throws: DreamError.gradientNotFinite(layers: ["relu1_1"])) {
      _ = try dreamer.dream(try smallPhoto())
    }
  }
}
