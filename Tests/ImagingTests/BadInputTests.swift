import Foundation
import Testing

import Imaging

@Suite("Bad input")
struct BadInputTests {
  @Test("is told in one line that names the file and the way out")
  func missing() {
    let error = #expect(throws: ImageError.self) { try Image(contentsOf: "/no/such/photo.jpg") }
    #expect(error?.description == "/no/such/photo.jpg: there is no such file; check the path")
  }

  @Test("that is a folder, empty or a text is refused")
  func notAPicture() throws {
    try withTemporaryFolder { folder in
      #expect(throws: ImageError.isFolder(path: folder)) { try Image(contentsOf: folder) }

      let empty = folder + "/empty.png"
      try Data().write(to: URL(fileURLWithPath: empty))
      #expect(throws: ImageError.empty(path: empty)) { try Image(contentsOf: empty) }

      let text = folder + "/text.jpg"
      try Data("not a picture".utf8).write(to: URL(fileURLWithPath: text))
      #expect(throws: ImageError.unknownFormat(path: text)) { try Image(contentsOf: text) }
    }
  }

  @Test(
    "of a type that is not read stays unread, whatever the decoders could do",
    arguments: [
      "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/></svg>",
      "%PDF-1.4\n",
    ])
  func blocked(content: String) {
    #expect(throws: ImageError.unknownFormat(path: "a.png")) {
      try Image(encoded: content.utf8, name: "a.png")
    }
  }

  @Test("with floating-point samples is refused, not shown wrong")
  func floatingPoint() throws {
    let path = try Fixture.path("float.tif")
    let error = #expect(throws: ImageError.unsupportedSamples(path: path)) { try Image(contentsOf: path) }
    #expect(error?.description.contains("save it with 8 or 16 bits per channel") == true)
  }

  @Test("that declares too many pixels is refused before they take memory")
  func tooManyPixels() throws {
    let bytes = try Fixture.bytes("declares-60000.png")
    let error = #expect(throws: ImageError.self) { try Image(encoded: bytes, name: "bomb.png") }
    #expect(
      error?.description == """
        bomb.png declares 60000×60000 pixels (3,600 megapixels), more than the limit of 100 megapixels; \
        raise it with --max-megapixels
        """)
  }

  @Test("limits count for both ways of decoding", arguments: ["scene.jpg", "scene.ppm"])
  func limits(name: String) throws {
    let path = try Fixture.path(name)
    var limits = ImageLimits(maximumPixels: 48 * 32)
    #expect(try Image(contentsOf: path, limits: limits).width == 48)
    limits.maximumPixels -= 1
    #expect(throws: ImageError.tooManyPixels(path: path, width: 48, height: 32, limit: 48 * 32 - 1)) {
      try Image(contentsOf: path, limits: limits)
    }
    let size = try Fixture.bytes(name).count
    limits = ImageLimits(maximumFileBytes: size - 1)
    #expect(throws: ImageError.fileTooLarge(path: path, bytes: size, limit: size - 1)) {
      try Image(contentsOf: path, limits: limits)
    }
  }

  @Test(
    "that is cut off is refused",
    arguments: [
      "smooth-420.jpg", "progressive.jpg", "orientation-3.jpg", "cmyk.jpg",
      "scene.heic", "scene.avif", "lossless.webp", "lzw.tif", "scene.ppm", "named-jpg-is-gif.jpg",
    ], [0.97, 0.75, 0.5])
  func cutOff(name: String, part: Double) throws {
    let bytes = try Fixture.bytes(name)
    let cut = bytes.prefix(Int(Double(bytes.count) * part))
    let error = #expect(throws: ImageError.self) { try Image(encoded: cut, name: name) }
    #expect(error?.description.contains("is cut off or damaged") == true)
  }

  @Test("that is a PNG is whole as long as all its pixels are there", arguments: [12, 13, 100, 5_000])
  func cutPNG(lost: Int) throws {
    let image = pattern(64, 64)
    let cut = try image.encoded(as: .png).dropLast(lost)
    if lost == 12 {  // the end marker's length
      #expect(try Image(encoded: cut) == image)
    } else {
      #expect(throws: ImageError.self) { try Image(encoded: cut) }
    }
  }

  @Test("that lost only a JPEG's end mark is whole; one that lost pixels is refused", arguments: 1...4)
  func lostEnd(lost: Int) throws {
    let bytes = try Fixture.bytes("smooth-444.jpg")
    if lost <= 2 {
      #expect(try Image(encoded: bytes.dropLast(lost)) == Image(encoded: bytes))
    } else {
      #expect(throws: ImageError.self) { try Image(encoded: bytes.dropLast(lost)) }
    }
  }

  @Test("with changed bytes in its pixels is refused", arguments: ["damaged.jpg", "bad-checksum.png"])
  func damaged(name: String) throws {
    #expect(throws: ImageError.self) { try Fixture.image(name) }
  }
}
