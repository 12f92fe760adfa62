import Foundation
import Imaging
import Testing
import TestSupport
import Torch

@testable import Datasets

@Suite("The size of cached pictures")
struct CachedSizeTests {
  @Test func theSmallestCropIsAsLargeAsTheSquareThatIsWanted() {
    let size = CachedSize.crops(side: 64, smallestArea: 0.25)
    var random = SplitMix64(seed: 2)
    for _ in 0..<300 {
      let (width, height) = (
        Int.random(in: 20...2000, using: &random), Int.random(in: 20...2000, using: &random)
      )
      let kept = size(width: width, height: height)
      #expect(kept.width <= width && kept.height <= height)
      guard kept != (width, height) else { continue }
      #expect(kept.width * kept.height < 22_000 + kept.width + kept.height)
      #expect(abs(Double(kept.width) / Double(kept.height) * Double(height) / Double(width) - 1) < 0.15)
      for _ in 0..<20 {
        let crop = PixelRectangle.random(
          width: kept.width, height: kept.height, area: 0.25...1, using: &random)
        #expect(min(crop.width, crop.height) >= min(64, kept.width, kept.height), "\(crop) of \(kept)")
      }
    }
  }

  @Test func aSmallPictureStaysWhole() {
    #expect(CachedSize.crops(side: 128, smallestArea: 0.25)(width: 300, height: 200) == (300, 200))
    #expect(CachedSize.stretched(side: 224)(width: 500, height: 100) == (500, 100))
    #expect(CachedSize.stretched(side: 224)(width: 500, height: 400) == (224, 224))
    #expect(CachedSize.crops(side: 8, smallestArea: 1)(width: 100_000, height: 1) == (2933, 1))
  }

  @Test func aPictureKeepsItsLook() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("wave.jpg")
    var bytes: [UInt8] = []
    for y in 0..<300 {
      for x in 0..<400 { bytes += [UInt8(128 + 100 * sin(Double(x) / 30)), UInt8(y * 255 / 300), 60] }
    }
    try Image(width: 400, height: 300, bytes: bytes).write(to: path)
    let size = CachedSize.crops(side: 40, smallestArea: 0.25)
    let kept = try size.picture(contentsOf: path)
    #expect((kept.width, kept.height) == size(width: 400, height: 300))
    let whole = try Image(contentsOf: path).byteTensor()
      .resized(height: kept.height, width: kept.width, antialias: true)
    let difference = try (whole.to(.float32) - kept.byteTensor().to(.float32)).magnitude()
    #expect(try difference.mean().item() < 1.5 && difference.maximum().item() < 12)
  }
}
