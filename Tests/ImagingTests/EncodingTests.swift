import Foundation
import Testing

import Imaging

@Suite("Encoding")
struct EncodingTests {
  private let recipe = #"{"layer": "relu4_3", "title": "Träume — 夢 🎨", "seed": 7}"#

  @Test("a PNG gives back every byte, with 8 and with 16 bits", arguments: [BitDepth.eight, .sixteen])
  func lossless(depth: BitDepth) throws {
    let image = pattern(37, 23, depth)
    let file = try image.encoded(as: .png, options: EncodeOptions(recipe: recipe))
    #expect(try Image(encoded: file, depth: depth) == image)
  }

  @Test("a JPEG comes near, nearer with more quality, and keeps its colors sharp from 90 on")
  func lossy() throws {
    let image = try Fixture.image("smooth-444.jpg")
    func reread(_ quality: Int) throws -> (size: Int, mean: Double) {
      let file = try image.encoded(as: .jpeg, options: EncodeOptions(quality: quality))
      let again = try Image(encoded: file)
      let sum = zip(image.bytes, again.bytes).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
      return (file.count, Double(sum) / Double(image.bytes.count))
    }
    let (low, fine) = try (reread(89), reread(92))
    #expect(low.size < fine.size)
    #expect(fine.mean < 2)
    #expect(low.mean > fine.mean)
  }

  @Test("a JPEG of a 16-bit picture has 8 bits")
  func narrowed() throws {
    let image = try Image(contentsOf: Fixture.path("scene.ppm"), depth: .sixteen)
    expectScene(try Image(encoded: image.encoded(as: .jpeg)), within: 2)
  }

  @Test("writes by the extension, and replaces what is there", arguments: ["a.png", "a.jpg", "ä b.JPEG"])
  func write(name: String) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/" + name
      for side in [5, 6] { try pattern(side, side).write(to: path) }
      #expect(try Image(contentsOf: URL(fileURLWithPath: path)).width == 6)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 1)
    }
  }

  @Test("a recipe comes back as it went in", arguments: ["a.png", "a.jpg"])
  func recipe(name: String) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/" + name
      let long = recipe + String(repeating: "ü", count: 4_000)
      for text in [recipe, "", long] {
        try pattern(8, 8).write(to: path, options: EncodeOptions(recipe: text))
        #expect(try ImageMetadata.recipe(of: path) == text)
        #expect(try Image(contentsOf: path).width == 8)
      }
      try pattern(8, 8).write(to: path)
      #expect(try ImageMetadata.recipe(of: path) == nil)
    }
  }

  @Test(
    "there is no recipe in other people's pictures",
    arguments: ["scene.jpg", "display-p3.jpg", "gray.png", "scene.heic", "scene.ppm", "make_fixtures.py"])
  func noRecipe(name: String) throws {
    #expect(try ImageMetadata.recipe(of: Fixture.path(name)) == nil)
  }

  @Test("a recipe survives a cut after it, and a cut in it gives none", arguments: [OutputType.png, .jpeg])
  func cutRecipe(type: OutputType) throws {
    let file = try pattern(8, 8).encoded(as: type, options: EncodeOptions(recipe: recipe))
    try withTemporaryFolder { folder in
      for (count, expected) in [(file.count - 20, recipe), (60, nil), (3, nil), (0, nil)] {
        let path = folder + "/\(count)"
        try Data(file.prefix(count)).write(to: URL(fileURLWithPath: path))
        #expect(try ImageMetadata.recipe(of: path) == expected)
      }
    }
  }

  @Test("a recipe that a JPEG cannot hold is refused")
  func longRecipe() {
    let options = EncodeOptions(recipe: String(repeating: "a", count: 70_000))
    #expect(throws: ImageError.self) { try pattern(8, 8).encoded(as: .jpeg, options: options) }
    #expect(throws: Never.self) { try pattern(8, 8).encoded(as: .png, options: options) }
  }

  @Test("a picture that is too long for a JPEG is refused")
  func tooLarge() {
    let image = pattern(65_501, 1)
    #expect(throws: ImageError.tooLargeForType(path: "the picture", width: 65_501, height: 1, limit: 65_500))
    {
      try image.encoded(as: .jpeg)
    }
  }
}
