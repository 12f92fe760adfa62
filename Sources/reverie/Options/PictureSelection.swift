import ArgumentParser
import Checkpoints
import Datasets
import Torch

/// Which of many pictures are taken.
struct PictureSelection: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Take the photos from a dataset, one folder per class: all, test (held out of the model's training), train, or the "
        + "test part of another split.",
      valueName: "part"))
  var split: EvaluationSplit?

  @Option(
    help: ArgumentHelp("Take so many of the photos, at random. (default: all)", valueName: "count"))
  var pictures: Int?

  func validate() throws {
    if let pictures, pictures < 1 {
      throw ValidationError("--pictures takes a whole number from 1, not \(pictures).")
    }
  }

  /// The photos that the arguments name.
  ///
  /// - Throws: `UserError`, `DatasetError`, `EvaluationError` for what cannot be listed.
  func photos(_ arguments: [String], for model: Model, seed: UInt64) throws -> [String] {
    let paths: [String]
    if let split {
      paths = try arguments.flatMap {
        try split.samples(of: ImageFolder(path: $0), for: model).map(\.path)
      }
    } else {
      paths = try PhotoList(arguments).paths
    }
    guard let pictures, pictures < paths.count else { return paths }
    var random = SplitMix64(seed: seed)
    let chosen = Set(
      paths.indices.map { ($0, random.next()) }.sorted { $0.1 < $1.1 }.prefix(pictures).map(\.0))
    return paths.indices.filter(chosen.contains).map { paths[$0] }
  }
}
