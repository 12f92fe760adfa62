import Foundation
import Testing
import TestSupport
import Torch

@testable import Training

/// Numbers worked out by hand.
@Suite struct EvaluationTests {
  /// An answer whose probabilities are `shares`.
  private func prediction(_ label: Int, _ shares: [Double], path: String = "p") -> Prediction {
    Prediction(
      path: path, label: label, logits: shares.map { (share: Double) -> Float in Float(log(share)) }[...])
  }

  @Test func aPredictionIsTheSoftmax() {
    let answer = Prediction(path: "a", label: 2, logits: [9, 0, Float(log(3.0)), 0, 0][1...])
    #expect(answer.choices.map(\.label) == [1, 0, 2, 3])
    #expect(abs(answer.confidence - 0.5) < 1e-6)
    #expect(abs(answer.labelProbability - 1.0 / 6) < 1e-6)
    #expect(abs(answer.loss - log(6)) < 1e-6)
    #expect(!answer.isRight && answer.isNearlyRight)
  }

  @Test func theFiveLikeliestAreInOrderAndTheFirstOfEqualsCounts() {
    let answer = Prediction(path: "a", label: 7, logits: [1, 3, 3, -2, 5, 0, 3, 2][...])
    #expect(answer.choices.map(\.label) == [4, 1, 2, 6, 7])
    #expect(answer.isNearlyRight)
    let far = Prediction(path: "a", label: 0, logits: [-1e30, 1e30, 0][...])
    #expect(far.choices.map(\.probability) == [1, 0, 0])
    #expect(far.loss.isFinite && far.loss > 1e30)
  }

  /// Class 0: 3 of 4 right; class 1: 1 of 2; class 2: no picture; class 3: 0 of 1.
  private var predictions: [Prediction] {
    [
      prediction(0, [0.9, 0.05, 0.03, 0.02]), prediction(0, [0.6, 0.2, 0.1, 0.1]),
      prediction(0, [0.5, 0.3, 0.1, 0.1]), prediction(0, [0.2, 0.7, 0.05, 0.05], path: "unsure"),
      prediction(1, [0.1, 0.8, 0.05, 0.05]), prediction(1, [0.2, 0.15, 0.6, 0.05], path: "b"),
      prediction(3, [0.05, 0.1, 0.62, 0.23], path: "a"),
    ]
  }

  @Test func theMatrixCountsWhatIsTakenForWhat() {
    let matrix = ConfusionMatrix(predictions)
    #expect(matrix.labels == [0, 1, 3])
    #expect(
      matrix.cells.map { [$0.label, $0.answer, $0.count] } == [
        [0, 0, 3], [0, 1, 1], [1, 1, 1], [1, 2, 1], [3, 2, 1],
      ])
    #expect(matrix.accuracy(of: 0) == 0.75 && matrix.accuracy(of: 3) == 0 && matrix.accuracy(of: 2) == nil)
    #expect(matrix.precision(of: 0) == 1 && matrix.precision(of: 1) == 0.5 && matrix.precision(of: 2) == 0)
    #expect(matrix.precision(of: 3) == nil)
    // One picture each: the larger share of its class first.
    #expect(matrix.mistakes.map { [$0.label, $0.answer] } == [[3, 2], [1, 2], [0, 1]])
  }

  @Test func theMeasures() {
    let metrics = ClassificationMetrics(predictions, classes: 4)
    #expect(metrics.count == 7)
    #expect(abs(metrics.accuracy - 4.0 / 7) < 1e-12)
    #expect(metrics.topFiveAccuracy == nil)
    #expect(abs(metrics.classAccuracy - (0.75 + 0.5 + 0) / 3) < 1e-12)
    let right = [0.9, 0.6, 0.5, 0.2, 0.8, 0.15, 0.23]
    #expect(abs(metrics.loss - -right.map { log($0) }.reduce(0, +) / 7) < 1e-6)
  }

  @Test func theSurestMistakesComeFirst() {
    #expect(predictions.worst(9).map(\.path) == ["unsure", "a", "b"])
    #expect(predictions.worst(1).map(\.path) == ["unsure"])
  }

  /// Four bins. (0.25, 0.5]: sure 0.4 and 0.48, one right. (0.75, 1]: sure 0.9, 0.9 and 1, two right.
  @Test func calibrationByHand() {
    let answers = [
      prediction(0, [0.4, 0.3, 0.3]), prediction(1, [0.48, 0.26, 0.26]), prediction(0, [0.9, 0.05, 0.05]),
      prediction(1, [0.05, 0.9, 0.05]), prediction(0, [1e-9, 1e-9, 1]),
    ]
    let calibration = Calibration(answers, bins: 4)
    #expect(calibration.bins.map(\.count) == [0, 2, 0, 3])
    #expect(abs(calibration.bins[1].confidence - 0.44) < 1e-6 && calibration.bins[1].accuracy == 0.5)
    #expect(abs(calibration.bins[3].confidence - 2.8 / 3) < 1e-6)
    let expected = 2.0 / 5 * 0.06 + 3.0 / 5 * (2.8 / 3 - 2.0 / 3)
    #expect(abs(calibration.expectedError - expected) < 1e-6)
    #expect(Calibration([]).expectedError == 0)
  }

  /// torch's numbers for 500 answers of a network of twelve classes, one of which has no picture.
  @Test func theMeasuresAreTorchs() throws {
    let fixture = try Fixture.open("evaluation")
    let logits = try fixture.tensor("logits").elements(Float.self)
    let labels = try fixture.tensor("labels").elements(Int64.self)
    let metrics = ClassificationMetrics(
      labels.enumerated().map { row, label in
        Prediction(path: "\(row)", label: Int(label), logits: logits[row * 12..<(row + 1) * 12])
      }, classes: 12)
    func expect(_ value: Double, _ name: String) throws {
      #expect(try abs(value - fixture.tensor(name).item()) < 1e-9, "\(name)")
    }
    try expect(metrics.loss, "loss")
    try expect(metrics.accuracy, "top1")
    try expect(#require(metrics.topFiveAccuracy), "top5")
    try expect(metrics.classAccuracy, "class_mean")
    try expect(metrics.calibration.expectedError, "calibration_error")
    #expect(try metrics.calibration.bins.map { Int64($0.count) } == fixture.tensor("bins").elements())
    var matrix = [Int64](repeating: 0, count: 144)
    for cell in metrics.confusion.cells { matrix[cell.label * 12 + cell.answer] = Int64(cell.count) }
    #expect(try matrix == fixture.tensor("confusion").elements())
  }

  // MARK: Names

  @Test func classesAreMatchedByName() throws {
    let model = ["Faces", "golden retriever", "crane", "owl", "crane"]
    let matching = try ClassMatching(
      folder: ["Golden_Retriever", "crane", "owl", "faces"], model: model)
    #expect(matching.labels == [1, 2, 3, 0])
  }

  @Test func whatDoesNotMatchIsNamedWithItsNeighbors() {
    let model = ["owl", "fox", "newt"]
    #expect {
      try ClassMatching(folder: ["ow1", "fox", "next"], model: model)
    } throws: {
      "\($0)" == "the model does not know 2 of the folder's 3 classes: 'ow1' (nearest: owl, fox); "
        + "'next' (nearest: newt, fox). Name the folders as the model's classes, which 'reverie models show' lists"
    }
    #expect {
      try ClassMatching(folder: (0..<9).map { "x\($0)" }, model: model)
    } throws: { "\($0)".contains("9 of the folder's 9 classes") && "\($0)".contains("; and 4 more.") }
  }
}
