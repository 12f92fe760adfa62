import Foundation
import Testing

import Imaging

@Suite("Decoding")
struct DecodingTests {
  @Test(
    "gives the same picture from every type",
    arguments: [
      "scene.jpg", "progressive.jpg", "lossless.webp", "scene.avif", "scene.heic", "scene.ppm", "lzw.tif",
      "palette.png", "animated.gif", "named-jpg-is-gif.jpg",
    ])
  func formats(name: String) throws {
    expectScene(try Fixture.image(name), within: 2)
  }

  @Test("turns a picture upright, whatever its EXIF orientation", arguments: 1...8)
  func orientation(value: Int) throws {
    expectScene(try Fixture.image("orientation-\(value).jpg"), within: 2)
  }

  @Test("honors the orientation in other types", arguments: ["png", "webp", "tif"])
  func orientationElsewhere(type: String) throws {
    expectScene(try Fixture.image("orientation-6.\(type)"), within: 0)
  }

  @Test("spreads gray over the three channels", arguments: ["gray.jpg", "gray.png"])
  func gray(name: String) throws {
    let grays = [82, 110, 70, 250].map { [$0, $0, $0] }
    expectScene(try Fixture.image(name), within: 2, grays)
  }

  @Test("converts Display P3 to sRGB")
  func displayP3() throws {
    expectScene(try Fixture.image("display-p3.jpg"), within: 4)
  }

  @Test(
    "takes an sRGB profile and a broken one as sRGB", arguments: ["srgb-profile.jpg", "broken-profile.jpg"])
  func otherProfiles(name: String) throws {
    expectScene(try Fixture.image(name), within: 2)
  }

  @Test("converts CMYK to colors that are near")
  func cmyk() throws {
    expectScene(try Fixture.image("cmyk.jpg"), within: 80)
  }

  @Test("lays transparent pixels on white")
  func alpha() throws {
    let image = try Fixture.image("alpha.png")
    #expect(image.pixel(0, 0) == [255, 0, 0])
    #expect(image.pixel(3, 1).allSatisfy { (126...128).contains($0) })
  }

  @Test("keeps all 16 bits where they are asked for")
  func sixteenBits() throws {
    let color = try Image(contentsOf: Fixture.path("rgb16.png"), depth: .sixteen)
    #expect(color.depth == .sixteen)
    #expect(color.pixel(7, 2) == [21, 22, 23].map { $0 * 2731 + 2 * 257 })

    let gray = try Image(contentsOf: Fixture.path("gray16.png"), depth: .sixteen)
    #expect((0..<4).map { gray.pixel($0, 0)[0] } == [0, 1000, 32768, 65535])
  }

  @Test("rounds 16 bits to 8, and widens 8 bits to 16 exactly")
  func depths() throws {
    let narrowed = try Fixture.image("rgb16.png")
    #expect(narrowed.depth == .eight)
    #expect(narrowed.pixel(0, 0) == [0, 11, 21])

    let widened = try Image(contentsOf: Fixture.path("scene.ppm"), depth: .sixteen)
    #expect(widened.pixel(0, 0) == [200, 30, 40].map { $0 * 257 })
    #expect(try widened.converted(to: .eight) == Fixture.image("scene.ppm"))
  }

  @Test("gives the same from memory as from a file")
  func memory() throws {
    let bytes = try Fixture.bytes("scene.heic")
    #expect(try Image(encoded: bytes) == Fixture.image("scene.heic"))
    #expect(try Image(encoded: Data(bytes)) == Fixture.image("scene.heic"))
  }

  @Test("works on many threads at once")
  func threads() async throws {
    let names = ["smooth-420.jpg", "scene.heic", "orientation-5.jpg", "rgb16.png", "damaged.jpg", "cmyk.jpg"]
    let expected = names.map { try? Fixture.image($0) }
    let paths = try names.map(Fixture.path)
    await withTaskGroup { group in
      for round in 0..<48 {
        let index = round % names.count
        group.addTask { (index, try? Image(contentsOf: paths[index])) }
      }
      for await (index, image) in group { #expect(image == expected[index]) }
    }
  }
}
