/// What a training step costs by itself: on pictures of noise, without reading and decoding.
public enum StepTiming {
  /// The seconds that each of `count` steps takes, after two that nobody counts.
  ///
  /// - Parameter options: the network, its head, the first size, the batch's size, the precision, and what else a step does.
  /// - Throws: `TrainingError` or `NetworkError` for options that do not go together.
  public static func seconds(of options: TrainingOptions, classes: Int, count: Int) throws -> [Double] {
    try options.validate()
    let pictures = try options.settledBatchSize
    let probe = try StepProbe(options, classes: classes, side: options.size(inEpoch: 0))
    return try (0..<count + 2).map { _ in try probe.seconds(pictures: pictures) }.suffix(count)
  }
}
