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
