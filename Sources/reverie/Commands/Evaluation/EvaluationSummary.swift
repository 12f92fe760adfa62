import Training

/// What the test of a model gave, as JSON.
struct EvaluationSummary: Encodable {
  struct ClassResult: Encodable {
    let name: String
    let pictures: Int
    let right: Int
    let accuracy: Double
    /// The share of the pictures taken for the class that are of it.
    let precision: Double?
  }

  struct Confusion: Encodable {
    let name: String
    let takenFor: String
    let pictures: Int
  }

  let model: String
  let sha256: String?
  let folder: String
  let split: String
  let size: Int
  let pictures: Int
  let broken: [String]
  let top1: Double
  let top5: Double?
  let classMean: Double
  let loss: Double
  let calibrationError: Double
  let calibrationBins: [Calibration.Bin]
  let classes: [ClassResult]
  /// Every mistake that occurred, the most frequent first.
  let confusions: [Confusion]

  init(_ result: EvaluationResult) {
    let metrics = result.metrics
    let confusion = metrics.confusion
    model = result.model.name
    sha256 = result.model.sha256
    folder = result.folder
    split = "\(result.split)"
    size = result.side
    pictures = metrics.count
    broken = result.broken.map(\.path)
    top1 = metrics.accuracy
    top5 = metrics.topFiveAccuracy
    classMean = metrics.classAccuracy
    loss = metrics.loss
    calibrationError = metrics.calibration.expectedError
    calibrationBins = metrics.calibration.bins
    classes = confusion.labels.map { label in
      ClassResult(
        name: result.name(of: label), pictures: confusion.total(of: label), right: confusion.right(of: label),
        accuracy: confusion.accuracy(of: label) ?? 0, precision: confusion.precision(of: label))
    }
    confusions = confusion.mistakes.map {
      Confusion(name: result.name(of: $0.label), takenFor: result.name(of: $0.answer), pictures: $0.count)
    }
  }
}
