import ArgumentParser
import Foundation
import Imaging

/// The picture that a command writes.
struct PictureOutput: ParsableArguments {
  private static let defaults = EncodeOptions()

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      """
      The picture to write: .png, .jpg or .jpeg. A folder for several photos. (default: photo-dream.png, with a number where \
      that is there)
      """, valueName: "file|folder"))
  var output: String?

  @Option(help: ArgumentHelp("Bits per sample of a PNG, 8 or 16. (default: 8)", valueName: "bits"))
  var bits: Int?

  @Option(
    help: ArgumentHelp("Quality of a JPEG, 1 to 100. (default: \(defaults.quality))", valueName: "quality"))
  var quality: Int?

  func validate() throws {
    guard let depth = BitDepth(rawValue: bits ?? 8) else {
      throw ValidationError("--bits takes 8 or 16, not \(bits ?? 8).")
    }
    if let quality, !(1...100).contains(quality) {
      throw ValidationError("--quality takes a whole number from 1 to 100, not \(quality).")
    }
    if depth == .sixteen, output.flatMap({ try? OutputType(path: $0) }) == .jpeg {
      throw ValidationError("--bits 16 needs a .png; a JPEG has 8 bits per sample.")
    }
  }

  /// Bits per sample.
  var depth: BitDepth { bits.flatMap(BitDepth.init) ?? .eight }

  /// Writes a picture with its recipe inside.
  func write(_ image: Image, recipe: String, to path: String) throws(ImageError) {
    let options = EncodeOptions(quality: quality ?? Self.defaults.quality, recipe: recipe)
    try image.write(to: path, options: options)
  }
}

/// The name of a result where none is given.
enum DefaultOutput {
  /// The name of the photo with a word behind it, as `photo-dream.png`, in the working folder; never that of a file which is
  /// there.
  ///
  /// - Throws: ``UserError`` for several photos.
  static func name(for photos: [String], _ word: String) throws -> String {
    guard photos.count == 1, !PhotoList.isFolder(photos[0]) else {
      throw UserError("several photos need a folder; name one with -o")
    }
    let stem = URL(filePath: photos[0]).deletingPathExtension().lastPathComponent
    let names = sequence(first: 1) { $0 + 1 }.lazy.map {
      "\(stem)-\(word)" + ($0 == 1 ? "" : "-\($0)") + ".png"
    }
    return names.first { !FileManager.default.fileExists(atPath: $0) } ?? "\(stem)-\(word).png"
  }
}

/// How large a photo may be.
struct PhotoLimitOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Refuse photos that declare more. (default: \(ImageLimits().maximumPixels / 1_000_000))",
      valueName: "megapixels"))
  var maxMegapixels: Int?

  func validate() throws {
    if let maxMegapixels, !(1...10_000).contains(maxMegapixels) {
      throw ValidationError("--max-megapixels takes a whole number from 1 to 10000, not \(maxMegapixels).")
    }
  }

  /// The limits of decoding.
  var limits: ImageLimits {
    maxMegapixels.map { ImageLimits(maximumPixels: $0 * 1_000_000) } ?? ImageLimits()
  }
}
