import Testing
import TestSupport
import Torch

@testable import Datasets

@Suite("Augmentation")
struct AugmentationTests {
  /// Colors may be one level off (float32 against double); of the pixels that move, one in a hundred may round to its
  /// other neighbor.
  @Test func trivialAugmentIsTorchvisions() throws {
    let fixture = try Fixture.open("augmentation")
    let source = try fixture.tensor("source").elements(UInt8.self)
    let names = fixture.entries.keys.filter { $0 != "source" }
    #expect(names.count == 2 * (14 + 9))
    for name in names.sorted() {
      let parts = name.split(separator: "/").compactMap { Int($0) }
      let operation = TrivialAugment.operation(parts[0], strength: parts[1], isNegative: parts[2] < 0)
      let found = operation(source, side: 24)
      let expected = try fixture.tensor(name).elements(UInt8.self)
      let off = zip(found, expected).count { abs(Int($0) - Int($1)) > 1 }
      #expect(off <= ((1...5).contains(parts[0]) ? 17 : 0), "\(operation): \(off) of \(found.count) differ")
    }
  }

  @Test func everyOperationIsDrawn() {
    var random = SplitMix64(seed: 3)
    let drawn = (0..<2000).map { _ in String("\(TrivialAugment.draw(using: &random))".prefix { $0 != "(" }) }
    #expect(Set(drawn).count == 14)
  }

  @Test func erasingPaintsARectangleOfTheRightSize() {
    var random = SplitMix64(seed: 9)
    let erasing = RandomErasing(probability: 1, fill: [1, 2, 3])
    for _ in 0..<200 {
      var pixels = [UInt8](repeating: 200, count: 32 * 32 * 3)
      erasing(&pixels, side: 32, using: &random)
      let share = Double(pixels.count { $0 < 4 }) / Double(pixels.count)
      #expect(share > 0.012 && share < 0.37)
    }
    var pixels: [UInt8] = [9, 9, 9]
    RandomErasing(probability: 0, fill: [1, 2, 3])(&pixels, side: 1, using: &random)
    #expect(pixels == [9, 9, 9])
  }

  @Test func aHoldOutComesFromTheTrainingPart() throws {
    let folder = try PictureFolder(picturesPerClass: 10)
    let split = try ImageFolder(path: folder.path).split(.share(0.8), seed: 1)
    let (rest, heldOut) = split.holdingOut(0.25, seed: 1)
    #expect(rest.test == split.test)
    #expect(heldOut.count == 6 && rest.train.count == 18)
    #expect(Set((rest.train + heldOut).map(\.path)) == Set(split.train.map(\.path)))
    #expect(split.holdingOut(0.25, seed: 1).heldOut == heldOut)
  }
}
