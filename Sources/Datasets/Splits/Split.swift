internal import Foundation
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

  /// The split for people to read: the rule that made it, and how many pictures are in either part.
  public func words(rule: SplitRule, seed: UInt64) -> String {
    let drawn = if case .share = rule { ", seed \(seed)" } else { "" }
    return "\(rule)\(drawn): \(train.count) to train on, \(test.count) to test on"
  }

  /// Keeps `share` of the members of a class, from the first, and adds the others to the training part.
  fileprivate func adding(_ members: [Sample], kept share: Double) -> Split {
    let most = members.count - 1
    let kept = min(max(Int((Double(members.count) * share).rounded()), 1), most)
    return Split(train: train + members.dropFirst(kept), test: test + members.prefix(kept))
  }
}

extension ImageFolder {
  /// Divides the pictures by a rule.
  ///
  /// - Parameter seed: draws the pictures of ``SplitRule/share(_:)``; the other rules have no use for it.
  /// - Throws: `DatasetError` when the pictures and the rule do not fit.
  public func split(_ rule: SplitRule, seed: UInt64) throws(DatasetError) -> Split {
    if isDivided, rule != .folders { throw .divided(folder: path, rule: "\(rule)") }
    switch rule {
    case .share(let share): return try drawn(share: share, seed: seed)
    case .official: return try OfficialLists(of: self).split(self)
    case .paper: return try drawnAsInThePaper()
    case .folders:
      guard let trainCount else { throw .notDivided(folder: path) }
      return Split(train: Array(samples.prefix(trainCount)), test: Array(samples.dropFirst(trainCount)))
    }
  }

  /// Keeps 1 − `share` of each class, drawn by `seed`, at least one picture and never all of them.
  private func drawn(share: Double, seed: UInt64) throws(DatasetError) -> Split {
    // 1 − 0.8 is a little less than 0.2; the share that is meant has few decimals.
    let kept = ((1 - share) * 1e12).rounded() / 1e12
    let members = Dictionary(grouping: samples, by: \.label)
    var split = Split(train: [], test: [])
    for (label, name) in classNames.enumerated() {
      var generator = SplitMix64(seed: seed, UInt64(label))
      let drawn = members[label, default: []].shuffled(using: &generator)
      guard drawn.count > 1 else { throw .tooFewPictures(folder: path, className: name) }
      split = split.adding(drawn, kept: kept)
    }
    return split
  }

  private func drawnAsInThePaper() throws(DatasetError) -> Split {
    let (train, test) = (14_000, 1_620)
    guard samples.count == train + test else {
      throw .notThePapersPictures(folder: path, count: samples.count, expected: train + test)
    }
    var generator = SplitMix64(seed: 42)
    let drawn = samples.shuffled(using: &generator)
    return Split(train: Array(drawn.prefix(train)), test: Array(drawn.suffix(test)))
  }
}
