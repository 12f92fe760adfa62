import Datasets

extension TrainingOptions {
  /// How a training picture becomes a square in an epoch, counted from 0.
  func trainingTransform(inEpoch epoch: Int) -> Transform {
    let side = size(inEpoch: epoch)
    return fit == .stretch
      ? .stretch(side: side) : .randomCrop(side: side, area: smallestCrop...1)
  }

  /// How large a cache keeps training pictures: so that those of every stage can be cut from them.
  var cachedSize: CachedSize {
    let side = sizes.max() ?? 0
    return fit == .stretch ? .stretched(side: side) : .crops(side: side, smallestArea: smallestCrop)
  }

  /// How a test picture becomes a square, for a network trained with squares of `size` pixels.
  func testTransform(for size: Int) -> Transform {
    fit == .stretch ? .stretch(side: testSize(for: size)) : .centerCrop(side: testSize(for: size))
  }

  /// What else happens to training squares. Erased rectangles get the mean color, which is zero to the network.
  var augmentation: Augmentation {
    Augmentation(
      colors: fit == .stretch ? 0 : colorJitter, trivialAugment: trivialAugment, erasing: erasing,
      fill: normalization.mean.map { UInt8(min(max($0 * 255, 0), 255).rounded()) })
  }
}
