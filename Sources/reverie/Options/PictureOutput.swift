import ArgumentParser
import Imaging

/// The picture that a command writes.
struct PictureOutput: ParsableArguments {
  private static let defaults = EncodeOptions()

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The picture to write; its name ends in .png, .jpg or .jpeg.", valueName: "file"))
  var output: String

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
    if depth == .sixteen, (try? OutputType(path: output)) == .jpeg {
      throw ValidationError("--bits 16 needs a .png; a JPEG has 8 bits per sample.")
    }
  }

  /// Bits per sample.
  var depth: BitDepth { bits.flatMap(BitDepth.init) ?? .eight }

  /// Finds out whether the picture can be written, and that it would not replace the photo that it is made of.
  func check(photo: String) throws {
    try OutputFile.check(output)
    if FileIdentity(photo).map({ $0 == FileIdentity(output) }) ?? false {
      throw UserError("\(output) is the photo itself; choose another name for the dream")
    }
  }

  /// Writes the picture with its recipe inside.
  func write(_ image: Image, recipe: String) throws(ImageError) {
    let options = EncodeOptions(quality: quality ?? Self.defaults.quality, recipe: recipe)
    try image.write(to: output, options: options)
  }
}
