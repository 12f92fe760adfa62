/// How well a network does on pictures whose classes are known.
public struct ClassificationMetrics: Sendable, Equatable {
  /// The number of pictures.
  public let count: Int
  /// The mean cross entropy.
  public let loss: Double
  /// The share of pictures whose likeliest class is right (top-1), 0…1.
  public let accuracy: Double
  /// The share of pictures whose class is among the five likeliest, 0…1; `nil` for networks of five classes or fewer.
  public let topFiveAccuracy: Double?
  /// The mean over the classes of their accuracy, 0…1: small classes count as much as large ones.
  public let classAccuracy: Double
  /// Which classes are taken for which.
  public let confusion: ConfusionMatrix
  /// Whether it is right as often as it is sure.
  public let calibration: Calibration

  /// Sums up `predictions` of a network of `classes` classes.
  ///
  /// - Precondition: there is a prediction.
  public init(_ predictions: [Prediction], classes: Int) {
    precondition(!predictions.isEmpty, "there is a picture to judge by")
    let count = Double(predictions.count)
    self.count = predictions.count
    loss = predictions.reduce(0) { $0 + $1.loss } / count
    accuracy = Double(predictions.count(where: \.isRight)) / count
    topFiveAccuracy =
      classes > Prediction.choiceCount
      ? Double(predictions.count(where: \.isNearlyRight)) / count : nil
    let confusion = ConfusionMatrix(predictions)
    let shares = confusion.labels.compactMap(confusion.accuracy)
    classAccuracy = shares.reduce(0, +) / Double(shares.count)
    self.confusion = confusion
    calibration = Calibration(predictions)
  }
}

extension [Prediction] {
  /// The wrong answers that the network was surest of, the surest first.
  public func worst(_ count: Int) -> [Prediction] {
    Array(filter { !$0.isRight }.sorted { ($1.confidence, $0.path) < ($0.confidence, $1.path) }.prefix(count))
  }
}

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
