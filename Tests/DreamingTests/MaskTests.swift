import Imaging
import Networks
import Testing
import TestSupport
import Torch

@testable import Dreaming

/// Where a dream is seen, and how much of it.
@Suite struct MaskTests {
  private func dreamer(
    _ change: (inout DreamOptions) -> Void = { _ in }
  ) throws -> Dreamer {
    let graph = try Architecture(network: "vgg11_bn", classes: 10).graph
    return try Dreamer(
      architecture: graph, weights: Formula.weights(of: graph.truncated(at: ["relu2_1"])),
      normalization: .imageNet, options: quickOptions(change))
  }

  /// Black on the left, gray in the middle, white on the right: `[1, 1, 96, 128]`.
  private func threeParts() throws -> Tensor {
    let line = (0..<128).map { Float($0 < 40 ? 0 : $0 < 88 ? 0.5 : 1) }
    return try Tensor((0..<96).flatMap { _ in line }, shape: [1, 1, 96, 128])
  }

  @Test(arguments: PyramidKind.allCases) func blackStaysAndWhiteDreams(_ pyramid: PyramidKind) throws {
    let photo = try smallPhoto()
    let dream = try dreamer { $0.pyramid = pyramid }.dream(photo, mask: DreamMask(threeParts()))
    let change = try (dream - photo.tensor()).magnitude()
    #expect(try change.narrowed(3, 0..<40).maximum().item() == 0)
    let gray = try change.narrowed(3, 48..<80).mean().item()
    let white = try change.narrowed(3, 96..<128).mean().item()
    #expect(gray > 0.005)
    #expect(white > 1.2 * gray, "\(gray) \(white)")
  }

  @Test func stepsAreMadeWhereverThereIsSomeLight() throws {
    let size = PixelSize(width: 32, height: 24)
    let line: [Float] = try DreamMask(threeParts()).stepMask(at: size).narrowed(2, 3..<4).elements()
    #expect(line == (0..<32).map { $0 < 9 ? 0 : 1 } || line == (0..<32).map { $0 < 10 ? 0 : 1 })
    let white = try DreamMask(.full([1, 1, 96, 128], 1)).stepMask(at: size)
    #expect(try white.elements(Float.self) == [Float](repeating: 1, count: size.pixels))
  }

  @Test func blendByHand() throws {
    let photo = try Tensor([0.2, 0.4, 0.6] as [Float], shape: [1, 3, 1, 1])
    let dream = try Tensor([0.4, 0.4, 0.1] as [Float], shape: [1, 3, 1, 1])
    func blend(_ change: (inout DreamDisplay) throws -> Void = { _ in }) throws -> [Float] {
      var display = DreamDisplay(normalization: .none, size: PixelSize(width: 1, height: 1))
      try change(&display)
      return try display.blend(dream, into: photo).elements()
    }
    func expect(_ found: [Float], _ expected: [Double], source: SourceLocation = #_sourceLocation) {
      for (a, b) in zip(found, expected) {
        #expect(abs(Double(a) - b) < 1e-6, "\(found)", sourceLocation: source)
      }
    }
    try expect(blend(), [0.4, 0.4, 0.1])
    try expect(blend { $0.strength = 0.5 }, [0.3, 0.4, 0.35])
    try expect(blend { $0.strength = 0 }, [0.2, 0.4, 0.6])
    let half = DreamMask(try .full([1, 1, 1, 1], 0.5))
    try expect(
      blend {
        $0.mask = half
        $0.strength = 0.5
      }, [0.25, 0.4, 0.475])
    // Brightness changes by 0.2126 · 0.2 − 0.0722 · 0.5 = 0.00642.
    try expect(blend { $0.keepColors = true }, [0.20642, 0.40642, 0.60642])
  }

  @Test func colorsAreKept() throws {
    let photo = try smallPhoto()
    let dream = try dreamer { $0.keepColors = true }.dream(photo)
    let change = try dream - photo.tensor()
    let inside = try (dream.isEqual(to: dream.clamped(0.001, 0.999))).to(.float32)
    let unequal = try (change - change.mean([1], keepingDimensions: true)).magnitude()
    let whole = try inside.mean([1], keepingDimensions: true).isEqual(to: .ones([])).to(.float32)
    #expect(try (unequal * whole).maximum().item() < 1e-5)
    #expect(try change.magnitude().mean().item() > 0.01)
  }

  @Test func aMaskOfAnotherSize() throws {
    let (dreamer, mask) = (try dreamer(), DreamMask(try threeParts()))
    let error = #expect(throws: DreamError.self) {
      _ = try dreamer.plan(forPhoto: PixelSize(width: 96, height: 128), mask: mask)
    }
    #expect(throws: try #require(error)) {
      _ = try dreamer.dream(
        Image(width: 96, height: 128, bytes: [UInt8](repeating: 0, count: 36_864)), mask: mask)
    }
    #expect(
      error?.description == "the mask has 128×96 pixels and the photo 96×128; make them the same shape")
  }

  @Test func masksComeFromPictures() throws {
    let picture = Image(width: 2, height: 1, bytes: [255, 255, 255, 0, 51, 102])
    let mask = try DreamMask(picture)
    #expect(mask.weights.shape == [1, 1, 1, 2])
    let values: [Float] = try mask.weights.elements()
    #expect(values[0] == 1 && abs(values[1] - 0.2) < 1e-6)
  }

  @Test func masksMultiply() throws {
    let left = DreamMask(try Tensor([1, 0.5, 0] as [Float], shape: [1, 1, 1, 3]))
    let right = DreamMask(try Tensor([0.5, 0.5, 1] as [Float], shape: [1, 1, 1, 3]))
    #expect(try left.times(right).weights.elements(Float.self) == [0.5, 0.25, 0])
    let other = DreamMask(try .zeros([1, 1, 2, 2]))
    #expect(throws: DreamError.maskSize(left.size, photo: other.size)) { _ = try left.times(other) }
  }
}
