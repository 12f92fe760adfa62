import Foundation
import Testing

import Imaging

/// The pictures that Fixtures/make_fixtures.py makes.
enum Fixture {
  static func path(_ name: String) throws -> String {
    try #require(Bundle.module.resourcePath) + "/Fixtures/" + name
  }

  static func bytes(_ name: String) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  static func image(_ name: String) throws -> Image { try Image(contentsOf: path(name)) }
}

/// A folder of its own for one test.
func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.path + "/imaging-" + UUID().uuidString
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try body(folder)
}

/// A picture whose every sample differs from its neighbors', in all its bits.
func pattern(_ width: Int, _ height: Int, _ depth: BitDepth = .eight) -> Image {
  let count = width * height * 3 * depth.byteCount
  let bytes = (0..<count).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 13) }
  return Image(width: width, height: height, depth: depth, bytes: bytes)
}

extension Image {
  var size: [Int] { [width, height] }

  /// The samples of one pixel, whatever the depth.
  func pixel(_ x: Int, _ y: Int) -> [Int] {
    (0..<3).map { channel in
      let index = (y * width + x) * 3 + channel
      guard depth == .sixteen else { return Int(bytes[index]) }
      return bytes.withUnsafeBytes { Int($0.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)) }
    }
  }

  /// The largest difference of two samples that belong together.
  func distance(to other: Image) -> Int {
    zip(bytes, other.bytes).reduce(0) { max($0, abs(Int($1.0) - Int($1.1))) }
  }
}

/// Expects the fixtures' scene: red, green / blue, white quarters.
func expectScene(
  _ image: Image, within tolerance: Int, _ colors: [[Int]] = sceneColors,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(image.size == [48, 32], sourceLocation: sourceLocation)
  guard image.size == [48, 32] else { return }
  let middles = [image.pixel(12, 8), image.pixel(36, 8), image.pixel(12, 24), image.pixel(36, 24)]
  let differences = zip(middles, colors).flatMap { zip($0, $1).map { abs($0 - $1) } }
  #expect(
    differences.allSatisfy { $0 <= tolerance }, "\(middles) is not \(colors)", sourceLocation: sourceLocation
  )
}

let sceneColors = [[200, 30, 40], [30, 160, 60], [40, 60, 200], [250, 250, 250]]
