import Datasets

extension TrainingOptions {
  /// How a training picture becomes a square in an epoch, counted from 0.
  func trainingTransform(inEpoch epoch: Int) -> Transform {
    .randomCrop(side: size(inEpoch: epoch), area: smallestCrop...1, colors: colorJitter)
  }

  /// How a test picture becomes a square, for a network trained with squares of `size` pixels.
  func testTransform(for size: Int) -> Transform { .centerCrop(side: testSize(for: size)) }
}
