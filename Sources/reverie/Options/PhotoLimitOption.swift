import ArgumentParser
import Imaging

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
