import Foundation
import Imaging
import Testing
import TestSupport
import Torch

@testable import Datasets

@Suite("From picture to square")
struct TransformTests {
  /// Red tells the column, green the row.
  private func ramp(width: Int, height: Int) -> Image {
    var bytes: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width { bytes += [UInt8(x), UInt8(y), 9] }
    }
    return Image(width: width, height: height, bytes: bytes)
  }

  /// Soft waves, in which a shift by a pixel hardly shows.
  private func waves(width: Int, height: Int) -> Image {
    var bytes: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        let wave = 60 * sin(Double(x) / 40) + 60 * cos(Double(y) / 50)
        bytes += [UInt8(128 + wave), UInt8(128 - wave), UInt8(128 + wave / 2)]
      }
    }
    return Image(width: width, height: height, bytes: bytes)
  }

  @Test func centerCropTakesTheMiddle() throws {
    var random = SplitMix64(seed: 0)
    let square = try Transform.centerCrop(side: 4)(ramp(width: 10, height: 4), random: &random)
    #expect(square.shape == [1, 3, 4, 4])
    let values = try square.elements(UInt8.self)
    #expect(Array(values[0..<4]) == [3, 4, 5, 6])
    #expect(Array(values[16..<20]) == [0, 0, 0, 0])
  }

  @Test func randomCropsKeepTheirBounds() {
    var random = SplitMix64(seed: 3)
    var areas: [Double] = []
    for _ in 0..<2000 {
      let crop = PixelRectangle.random(width: 300, height: 200, area: 0.3...1, using: &random)
      #expect(crop.x >= 0 && crop.y >= 0 && crop.x + crop.width <= 300 && crop.y + crop.height <= 200)
      let ratio = Double(crop.width) / Double(crop.height)
      #expect(ratio > 0.73 && ratio < 1.36)
      areas.append(Double(crop.width * crop.height) / 60_000)
    }
    #expect(areas.allSatisfy { $0 > 0.29 && $0 <= 1 })
    #expect((areas.max() ?? 0) > 0.85 && (areas.min() ?? 1) < 0.32)
  }

  @Test func aPictureThatNoCropFitsGivesItsCenter() {
    var random = SplitMix64(seed: 3)
    let crop = PixelRectangle.random(width: 1000, height: 2, area: 0.9...1, using: &random)
    #expect(crop == PixelRectangle(x: 499, y: 0, width: 2, height: 2))
  }

  /// At the file's own size, a crop decoded alone is the crop of the whole picture; a smaller decode is close to it.
  @Test func aFileGivesTheSquareOfItsPicture() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("waves.jpg")
    let picture = waves(width: 600, height: 400)
    try picture.write(to: path)
    let decoded = try Image(contentsOf: path)
    func difference(_ transform: Transform, seed: UInt64) throws -> (mean: Double, largest: Int) {
      var (one, other) = (SplitMix64(seed: seed), SplitMix64(seed: seed))
      let alone = try transform(contentsOf: path, random: &one).elements(UInt8.self)
      let whole = try transform(decoded, random: &other).elements(UInt8.self)
      let differences = zip(alone, whole).map { abs(Int($0) - Int($1)) }
      return (Double(differences.reduce(0, +)) / Double(differences.count), differences.max() ?? 0)
    }
    for seed in 0..<UInt64(12) {
      #expect(try difference(.randomCrop(side: 240, area: 0.1...0.9), seed: seed).largest == 0)
      #expect(try difference(.centerCrop(side: 20), seed: seed).largest == 0)
      let smaller = try difference(.randomCrop(side: 64, area: 0.5...0.9), seed: seed)
      #expect(smaller.largest > 0 && smaller.mean < 6, "\(smaller)")
    }
  }

  @Test func halfOfTheCropsAreMirrored() throws {
    let image = ramp(width: 8, height: 8)
    let mirrored = try (0..<200).count { seed in
      var random = SplitMix64(seed: UInt64(seed))
      let values = try Transform.randomCrop(side: 8, area: 1...1)(image, random: &random).elements(UInt8.self)
      return values[0] > values[7]
    }
    #expect((70...130).contains(mirrored))
  }
}
