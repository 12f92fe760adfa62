import Checkpoints
import Dreaming
import Foundation
import Imaging
import Networks
import Torch

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
    reverie.print(
      "\(output): \(width)×\(height) pixels, \(objective) of \(model), \(seconds.duration)"
    )
    let lines = measures?.lines ?? []
    let width = lines.map(\.name.count).max() ?? 0
    for (name, value) in lines {
      reverie.print("  " + name.padding(toLength: width, withPad: " ", startingAt: 0) + "  " + value)
    }
  }
}

/// Measures dreams of one photo with one model, as they lie in their files.
struct DreamEvaluator {
  private let meter: DreamMetrics
  private let classifier: Classifier?
  private let photoClasses: [Float]

  /// - Parameters:
  ///   - size: The size of the dreams.
  ///   - layers: The layers whose gain is of interest.
  init(_ photo: Image, size: PixelSize, model: Model, layers: [String]) throws {
    meter = try DreamMetrics(
      photo: photo, size: size, architecture: model.graph, weights: model.weights,
      normalization: model.metadata.normalization, layers: layers)
    // A model without a head for its square has no classes to change.
    classifier = try? Classifier(model)
    photoClasses = try classifier?.probabilities(of: photo) ?? []
  }

  /// The measures of the dream in a file.
  func measures(of path: String) throws -> DreamMeasures {
    let dream = try Image(contentsOf: path, limits: ImageLimits(maximumPixels: .max), depth: .sixteen)
    var measures = try meter.measures(of: dream)
    if let classifier {
      measures.classes = ClassChange(
        photo: photoClasses, dream: try classifier.probabilities(of: dream), name: { classifier.labels[$0] })
    }
    return measures
  }
}

extension DreamMeasures {
  /// The measures as lines of a name and a value, the photo's own numbers beside the dream's.
  var lines: [(name: String, value: String)] {
    var lines = activationGain.sorted { $0.key < $1.key }.map { ("gain of \($0)", "×\($1.threeDigits)") }
    func pair(_ name: String, _ pair: Pair) {
      lines.append((name, "\(pair.dream.threeDecimals), photo \(pair.photo.threeDecimals)"))
    }
    pair("total variation", totalVariation)
    if let spectralSlope { pair("spectral slope", spectralSlope) }
    let decibels = peakSignalToNoise.map { ", \(String(format: "%.1f", $0)) dB" } ?? ""
    lines.append(("distance in pixels", rootMeanSquareError.threeDecimals + decibels))
    lines.append(("distance in features", featureDistance.threeDecimals))
    if let classes {
      lines.append(
        (
          "classes",
          "\(classes.photo.name) \(classes.photo.probability.percent) → "
            + "\(classes.dream.name) \(classes.dream.probability.percent), distance \(classes.distance.threeDecimals)"
        ))
    }
    return lines
  }
}

extension Double {
  /// Three digits after the point.
  fileprivate var threeDecimals: String { String(format: "%.3f", self) }
}
