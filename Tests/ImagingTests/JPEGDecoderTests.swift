import Testing

@testable import Imaging

@Suite("Quick way for JPEGs")
struct JPEGDecoderTests {
  private let limits = ImageLimits()

  @Test(
    "gives the pixels of the way for every type, to one level",
    arguments: ["smooth-420.jpg", "smooth-444.jpg", "grey.jpg", "progressive.jpg"])
  func samePixels(name: String) throws {
    let bytes = try Fixture.bytes(name)
    let quick = try #require(try JPEGDecoder.decode(bytes, name: name, limits: limits, minimumSide: nil))
    let general = try VipsDecoder.decode(bytes, name: name, limits: limits)
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
}
