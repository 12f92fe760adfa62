import Testing

import Imaging

/// Files that every viewer opens, though a strict reader has something to say against them.
@Suite("Odd files")
struct OddFileTests {
  private func jpeg() throws -> [UInt8] { try Fixture.bytes("smooth-444.jpg") }

  /// Where the segment with a marker begins.
  private func place(of marker: UInt8, in jpeg: [UInt8]) throws -> Int {
    try #require(jpeg.indices.dropLast().first { jpeg[$0] == 0xFF && jpeg[$0 + 1] == marker })
  }

  @Test("a JPEG with stray bytes before a marker is decoded", arguments: [UInt8(0xC4), 0xDA, 0xD9])
  func strayBytes(marker: UInt8) throws {
    var odd = try jpeg()
    let place = marker == 0xD9 ? odd.count - 2 : try place(of: marker, in: odd)
    odd.insert(contentsOf: [UInt8](repeating: 0x12, count: 18), at: place)
    #expect(try Image(encoded: odd) == Image(encoded: jpeg()))
  }

  @Test("a JPEG whose scan has the parameters of phone cameras is decoded")
  func scanParameters() throws {
    var odd = try jpeg()
    let scan = try place(of: 0xDA, in: odd)
    let end = scan + 2 + Int(odd[scan + 2]) << 8 + Int(odd[scan + 3])
    odd[end - 2] = 0
    #expect(try Image(encoded: odd) == Image(encoded: jpeg()))
  }

  @Test("a JPEG of JFIF 2.01 is decoded")
  func version() throws {
    var odd = try jpeg()
    odd[11] = 2
    #expect(try Image(encoded: odd) == Image(encoded: jpeg()))
  }

  @Test(
    "samples of Netpbm files are scaled by their largest value, and comments may stand in the header",
    arguments: [
      ("P5\n#a\n 2 #b\n1 #c\n15\n\u{0F}\u{07}", 8, [255, 119]),
      ("P2 2 1 1023 1023 512", 16, [65535, 32800]), ("P1\n2 1\n10", 8, [0, 255]),
      ("P1 # a\n# b\n2 1 1 # c\n0", 8, [0, 255]), ("P4 2 1\n\u{40}", 8, [255, 0]),
    ])
  func netpbm(file: String, bits: Int, samples: [Int]) throws {
    let image = try Image(encoded: file.utf8, depth: bits == 16 ? .sixteen : .eight)
    #expect(image.size == [2, 1])
    #expect((0..<2).map { image.pixel($0, 0) } == samples.map { [$0, $0, $0] })
  }

  @Test(
    "a Netpbm file that is too short is refused",
    arguments: ["P6 9 9 255 ", "P5 9", "P2 2 1 255 7", "P1 3 1 10"])
  func shortNetpbm(file: String) {
    #expect(throws: ImageError.self) { try Image(encoded: file.utf8) }
  }

  @Test("opacity is read beside the colors, where there is any")
  func opacity() throws {
    let opacity = try #require(try Image.opacity(contentsOf: Fixture.path("alpha.png")))
    #expect(opacity.size == [4, 2])
    #expect(opacity.pixel(0, 0) == [255, 255, 255])
    #expect((126...128).contains(opacity.pixel(3, 1)[0]))
    #expect(try Image.opacity(contentsOf: Fixture.path("rgb16.png")) == nil)
    #expect(try Image.opacity(contentsOf: Fixture.path("scene.jpg")) == nil)
  }

  @Test("luma and chroma of a TIFF become red, green and blue")
  func lumaAndChroma() throws {
    let image = try Image(encoded: TIFFWriter(photometric: 6, pixels: [76, 85, 255]).bytes)
    #expect(image.pixel(0, 0) == [254, 0, 0])
  }

  @Test(
    "a sample of a TIFF beyond the colors is transparency only where its tag says so",
    arguments: [(nil, [227, 177, 152]), ([2], [227, 177, 152]), ([0], [200, 100, 50])] as [([Int]?, [Int])])
  func extraSamples(extra: [Int]?, color: [Int]) throws {
    let file = TIFFWriter(samples: 4, extra: extra, pixels: [200, 100, 50, 128])
    #expect(try Image(encoded: file.bytes).pixel(3, 3) == color)
  }

  @Test("a bitmap of 24 bits is read, either way up", arguments: [2, -2])
  func bitmap(height: Int) throws {
    func number(_ value: Int, _ size: Int) -> [UInt8] {
      (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let header = number(40, 4) + number(1, 4) + number(height, 4) + number(1, 2) + number(24, 2)
    let file =
      Array("BM".utf8) + number(62, 4) + number(0, 4) + number(54, 4) + header
      + [UInt8](repeating: 0, count: 24) + [1, 2, 3, 0, 4, 5, 6, 0]
    let image = try Image(encoded: file)
    #expect(
      [image.pixel(0, 0), image.pixel(0, 1)]
        == (height < 0 ? [[3, 2, 1], [6, 5, 4]] : [[6, 5, 4], [3, 2, 1]]))
    #expect(throws: ImageError.self) { try Image(encoded: file.dropLast(3)) }
  }
}
