/// Whether a network is right as often as it is sure.
///
/// Guo, Pleiss, Sun & Weinberger, "On Calibration of Modern Neural Networks", 2017: pictures are put into 15 bins of equal
/// width by the probability of their likeliest class; the error is the mean distance between the bins' mean confidence and
/// accuracy, weighted by their pictures.
public struct Calibration: Sendable, Equatable, Codable {
  /// The pictures of one range of confidence.
  public struct Bin: Sendable, Equatable, Codable {
    /// The range, without its lower bound.
    public let lower: Double, upper: Double
    /// The number of pictures.
    public internal(set) var count = 0
    /// Their mean confidence and the share that is right, 0…1; 0 for a bin without pictures.
    public internal(set) var confidence = 0.0, accuracy = 0.0
  }

  /// The bins, from unsure to sure.
  public let bins: [Bin]
  /// The expected calibration error, 0…1.
  public let expectedError: Double

  /// Sorts `predictions` into bins.
  public init(_ predictions: [Prediction], bins count: Int = 15) {
    var bins = (0..<count).map {
      Bin(lower: Double($0) / Double(count), upper: Double($0 + 1) / Double(count))
    }
    for prediction in predictions {
      let place = (prediction.confidence * Double(count)).rounded(.up) - 1
      let index = min(max(Int(place), 0), count - 1)
      bins[index].count += 1
      bins[index].confidence += prediction.confidence
      bins[index].accuracy += prediction.isRight ? 1 : 0
    }
    for index in bins.indices where bins[index].count > 0 {
      bins[index].confidence /= Double(bins[index].count)
      bins[index].accuracy /= Double(bins[index].count)
    }
    self.bins = bins
    expectedError = bins.reduce(0) { sum, bin in
      sum + abs(bin.accuracy - bin.confidence) * Double(bin.count) / Double(max(predictions.count, 1))
    }
  }
}
