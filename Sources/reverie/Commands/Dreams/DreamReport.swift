import Dreaming
import Foundation

/// A dream that was written, as it is printed.
struct DreamReport: Encodable {
  let photo: String
  let output: String
  let width: Int
  let height: Int
  let objective: String
  let model: String
  let seconds: Double
  /// The steps after which the user stopped it.
  let stoppedAfter: Int?
  /// What can be counted about it, where that was asked for.
  var measures: DreamMeasures?

  init(
    photo: String, output: String, size: PixelSize, objective: Objective, model: String, seconds: Double,
    stoppedAfter: Int?
  ) {
    self.photo = photo
    self.output = output
    width = size.width
    height = size.height
    self.objective = objective.description
    self.model = model
    self.seconds = seconds
    self.stoppedAfter = stoppedAfter
  }

  /// Prints one line, and one for each measure.
  func print() {
    Swift.print(
      "\(output): \(width)×\(height) pixels, \(objective) of \(model), \(seconds.duration)"
    )
    let lines = measures?.lines ?? []
    let width = lines.map(\.name.count).max() ?? 0
    for (name, value) in lines {
      Swift.print("  " + name.padding(toLength: width, withPad: " ", startingAt: 0) + "  " + value)
    }
  }
}
