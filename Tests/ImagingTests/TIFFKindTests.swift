import Testing

import Imaging

@Suite("Kinds of TIFF")
struct TIFFKindTests {
  @Test("CIELAB of 8 and 16 bits becomes sRGB", arguments: [8, 16])
  func lab(bits: Int) throws {
    // L 53.2, a 80.1, b 67.2: pure red.
    let red: [UInt8] = bits == 8 ? [136, 80, 67] : [0x1B, 0x88, 0x1A, 0x50, 0x34, 0x43]
    let image = try Image(encoded: TIFFWriter(photometric: 8, bits: bits, pixels: red).bytes)
    #expect(image.size == [33, 21])
    #expect(zip(image.pixel(32, 20), [255, 0, 0]).allSatisfy { abs($0 - $1) <= 6 }, "\(image.pixel(32, 20))")
  }

  @Test(
    "every kind of sample gives a picture of the declared size or one line",
    arguments: [0, 1, 2, 3, 5, 6, 8, 32844, 32845], [1, 2, 3, 4, 5, 6])
  func everyKind(photometric: Int, samples: Int) {
    for bits in [1, 4, 8, 12, 16, 32, 64] {
      for format in 1...6 {
        for (planes, extra) in [(1, nil), (1, [2]), (2, nil)] as [(Int, [Int]?)] {
          let file = TIFFWriter(
            photometric: photometric, samples: samples, bits: bits, format: format, extra: extra,
            planes: planes)
          do throws(ImageError) {
            let image = try Image(encoded: file.bytes, name: "x.tif")
            #expect(image.size == [33, 21])
          } catch {
            #expect(error.description.hasPrefix("x.tif ") && !error.description.contains("\n"))
          }
        }
      }
    }
  }
}
