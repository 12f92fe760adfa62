extension TrainingOptions {
  /// Checks every range.
  ///
  /// - Throws: `TrainingError.badOption` that names the flag and the range.
  public func validate() throws(TrainingError) {
    func check(_ isGood: Bool, _ flag: String, _ range: String) throws(TrainingError) {
      guard isGood else { throw .badOption(flag: flag, range: range) }
    }
    try check(
      !sizes.isEmpty && sizes.allSatisfy { (8...4096).contains($0) }, "--size", "sides from 8 to 4096")
    try check(epochs.allSatisfy { (1...100_000).contains($0) }, "--epochs", "numbers from 1 to 100000")
    try check(epochs.count == sizes.count, "--epochs", "as many numbers as --size")
    let pictures = batchSize.pictures ?? 65536
    try check((2...65536).contains(pictures), "--batch-size", "2 to 65536, or auto")
    try check(learningRate > 0 && learningRate.isFinite, "--learning-rate", "above 0")
    try check((0..<1).contains(momentum), "--momentum", "from 0 to below 1")
    try check(weightDecay >= 0 && weightDecay.isFinite, "--weight-decay", "0 or more")
    try check(warmUpEpochs >= 0 && warmUpEpochs.isFinite, "--warm-up", "0 or more epochs")
    try check((0..<1).contains(labelSmoothing), "--label-smoothing", "from 0 to below 1")
    try check((0...1).contains(mixup), "--mixup", "from 0 to 1")
    try check((0...1).contains(cutmix), "--cutmix", "from 0 to 1")
    try check((0...1).contains(erasing), "--erasing", "from 0 to 1")
    try check((0..<1).contains(holdOut), "--hold-out", "from 0 to below 1")
    try check((1...pictures / 2).contains(accumulation), "--accumulate", "1 to half of --batch-size")
    try check((0..<1).contains(averageDecay), "--average", "from 0 to below 1")
    try check(smallestCrop > 0 && smallestCrop <= 1, "--smallest-crop", "above 0 to 1")
    try check((0...1).contains(colorJitter), "--color-jitter", "from 0 to 1")
    if case .share(let share) = split { try check(share > 0 && share < 1, "--split", "between 0 and 1") }
  }
}
