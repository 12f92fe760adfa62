internal import Datasets
internal import Imaging
internal import Torch

extension ReportPage.Mistake {
  private static let side = 160

  /// The worst of `predictions` with their pictures; those that cannot be read any more are left out.
  public static func worst(of predictions: [Prediction]) -> [ReportPage.Mistake] {
    predictions.worst(ReportPage.mistakeCount).compactMap { prediction in
      var unused = SplitMix64(seed: 0)
      guard let image = try? Image(contentsOf: prediction.path),
        let square = try? Transform.centerCrop(side: side)(image, random: &unused),
        let picture = try? Image(square.to(.float32) * (1 / 255))
          .encoded(as: .jpeg, options: EncodeOptions(quality: 80))
      else { return nil }
      return ReportPage.Mistake(prediction, picture: picture)
    }
  }
}
