import Testing

@testable import Imaging

@Suite("Quick way for JPEGs")
struct JPEGDecoderTests {
  private let limits = ImageLimits()

  @Test(
    "gives the pixels of the way for every type, to one level",
    arguments: ["smooth-420.jpg", "smooth-444.jpg", "gray.jpg", "progressive.jpg"])
  func samePixels(name: String) throws {
    let bytes = try Fixture.bytes(name)
    let quick = try #require(try JPEGDecoder.decode(bytes, name: name, limits: limits, minimumSide: nil))
    let general = try GeneralDecoder.decode(bytes, name: name, limits: limits)
    #expect(quick.size == general.size)
    #expect(quick.distance(to: general) <= 1)
  }

  @Test(
    "leaves alone what needs more than decoding",
    arguments: ["cmyk.jpg", "orientation-2.jpg", "display-p3.jpg", "broken-profile.jpg"])
  func notPlain(name: String) throws {
    #expect(try JPEGDecoder.decode(Fixture.bytes(name), name: name, limits: limits, minimumSide: nil) == nil)
  }

  @Test("takes what only says that it is plain", arguments: ["orientation-1.jpg", "srgb-profile.jpg"])
  func plain(name: String) throws {
    #expect(try JPEGDecoder.decode(Fixture.bytes(name), name: name, limits: limits, minimumSide: nil) != nil)
  }

  @Test(
    "shrinks by eighths on request, never under the minimum side",
    arguments: [
      (nil, 160, 120), (0, 160, 120), (200, 160, 120), (120, 160, 120), (106, 160, 120), (105, 140, 105),
      (60, 80, 60), (31, 60, 45), (1, 20, 15),
    ] as [(Int?, Int, Int)])
  func minimumSide(side: Int?, width: Int, height: Int) throws {
    let image = try Image(contentsOf: Fixture.path("smooth-444.jpg"), minimumSide: side)
    #expect(image.size == [width, height])
  }

  @Test(
    "a part has the pixels that it has in the whole picture",
    arguments: [
      "smooth-420.jpg", "smooth-444.jpg", "gray.jpg", "progressive.jpg", "orientation-6.jpg", "lzw.tif",
    ])
  func parts(name: String) throws {
    let whole = try Fixture.image(name)
    var random = SystemRandomNumberGenerator()
    for _ in 0..<20 {
      let (x, y) = (
        Int.random(in: 0..<whole.width, using: &random), Int.random(in: 0..<whole.height, using: &random)
      )
      let part = PixelRectangle(
        x: x, y: y, width: .random(in: 1...whole.width - x, using: &random),
        height: .random(in: 1...whole.height - y, using: &random))
      let alone = try Image(contentsOf: Fixture.path(name)) { width, height in
        #expect([width, height] == whole.size)
        return part
      }
      #expect(alone == whole.cut(to: part), "\(part)")
    }
  }

  @Test(
    "halves a part while its sides keep the minimum",
    arguments: [(nil, 100), (51, 100), (50, 50), (25, 25), (1, 12)]
      as [(Int?, Int)])
  func smallerParts(side: Int?, expected: Int) throws {
    let part = PixelRectangle(x: 8, y: 16, width: 100, height: 100)
    let image = try Image(contentsOf: Fixture.path("smooth-444.jpg"), minimumSide: side) { _, _ in part }
    #expect(image.size == [expected, expected])
  }
}
