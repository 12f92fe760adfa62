@testable import Datasets
@testable import Training

extension Prediction {
  /// An answer to a picture of a class.
  init(path: String, label: Int, logits: ArraySlice<Float>) {
    self.init(Sample(path: path, label: label), logits: logits)
  }
}
