import Dreaming

/// A dream that was written, as it is printed.
struct DreamReport: Encodable {
  let photo: String
  let output: String
  let width: Int
  let height: Int
  let layers: [String]
  let model: String
  let seconds: Double
  /// The steps after which the user stopped it.
  let stoppedAfter: Int?

  init(
    photo: String, output: String, size: PixelSize, layers: [String], model: String, seconds: Double,
    stoppedAfter: Int?
  ) {
    self.photo = photo
    self.output = output
    width = size.width
    height = size.height
    self.layers = layers
    self.model = model
    self.seconds = seconds
    self.stoppedAfter = stoppedAfter
  }

  /// Prints one line.
  func print() {
    Swift.print(
      "\(output): \(width)×\(height) pixels, \(layers.joined(separator: ", ")) of \(model), \(seconds.duration)"
    )
  }
}
