internal import Torch

/// The pictures to train on and those kept to test on.
public struct Split: Sendable, Equatable {
  /// The pictures to train on.
  public let train: [Sample]
  /// The pictures kept to test on; never trained on.
  public let test: [Sample]

  /// Takes `share` of each class out of the pictures to train on, drawn by `seed`: what is looked at while settings are
  /// chosen. A class keeps at least one picture to train on.
  public func holdingOut(_ share: Double, seed: UInt64) -> (split: Split, heldOut: [Sample]) {
    var kept: [Sample] = []
    var heldOut: [Sample] = []
    for (label, members) in Dictionary(grouping: train, by: \.label).sorted(by: { $0.key < $1.key }) {
      var generator = SplitMix64(seed: seed, 4, UInt64(label))
      let shuffled = members.shuffled(using: &generator)
      let count = min(Int((Double(members.count) * share).rounded()), members.count - 1)
      heldOut += shuffled.prefix(count)
      kept += shuffled.dropFirst(count)
    }
    return (Split(train: kept, test: test), heldOut)
  }
}

extension ImageFolder {
  /// Keeps `testShare` of each class, drawn by `seed`, at least one picture and never all of them.
  ///
  /// - Throws: `DatasetError.tooFewPictures` for a class with one picture.
  public func split(testShare: Double, seed: UInt64) throws(DatasetError) -> Split {
    var train: [Sample] = []
    var test: [Sample] = []
    for (label, name) in classNames.enumerated() {
      var generator = SplitMix64(seed: seed, UInt64(label))
      let members = samples.filter { $0.label == label }.shuffled(using: &generator)
      guard members.count > 1 else { throw .tooFewPictures(folder: path, className: name) }
      let kept = min(max(Int((Double(members.count) * testShare).rounded()), 1), members.count - 1)
      test += members.prefix(kept)
      train += members.dropFirst(kept)
    }
    return Split(train: train, test: test)
  }
}
