import Checkpoints
import Datasets
import Imaging
import Networks
import Torch

/// A model, ready to name what is in photos.
struct Classifier {
  /// A class and how likely it is.
  struct Guess: Encodable {
    let name: String
    let index: Int
    let probability: Double
  }

  /// The side of the square that the network sees, in pixels.
  let side: Int
  private let model: Model
  private let executor: Executor

  init(_ model: Model) throws {
    guard model.metadata.architecture.head != .absent else {
      throw UserError("\(model.name): \(NetworkError.noHead)")
    }
    self.model = model
    side = model.metadata.training?.pictureSize ?? 224
    _ = try model.graph.report(height: side, width: side)
    executor = try model.executor()
  }

  /// The probability of each class.
  func probabilities(of photo: Image) throws -> [Float] { try distribution(of: photo).elements() }

  /// The `count` likeliest classes, best first.
  func classes(of photo: Image, count: Int) throws -> [Guess] {
    let likeliest = try distribution(of: photo).largest(min(count, model.metadata.architecture.classes))
    return zip(try likeliest.indices.elements(Int64.self), try likeliest.values.elements(Float.self)).map {
      Guess(name: name(of: Int($0)), index: Int($0), probability: Double($1))
    }
  }

  /// The name of a class.
  func name(of index: Int) -> String {
    let names = model.metadata.classNames
    return names.indices.contains(index) ? names[index] : "class \(index)"
  }

  private func distribution(of photo: Image) throws -> Tensor {
    var unused = SplitMix64(seed: 0)
    let square = try Transform.centerCrop(side: side)(photo, random: &unused)
    let picture = try model.metadata.normalization.normalize(square.to(.float32) * (1 / 255))
    let scores = try withoutGradients { try executor.output(picture) }
    return try scores.softmax(along: 1).reshaped([-1])
  }
}
