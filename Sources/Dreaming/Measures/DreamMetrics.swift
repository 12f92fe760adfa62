internal import Foundation
public import Imaging
public import Networks
public import Torch

/// Measures dreams of one photo through the eyes of one network; the photo is looked at once.
public struct DreamMetrics {
  /// The longest side, in pixels, at which the network looks; larger pictures are scaled down to it.
  public static let longestSide = 1024

  private let layers: [String]
  private let stages: [String]
  private let executor: Executor
  private let normalization: Normalization
  private let photo: Appearance

  /// A meter for dreams of `photo` of the given size.
  ///
  /// - Parameters:
  ///   - photo: The photo; one of another size is resized bilinearly with antialiasing.
  ///   - size: The size of the dreams.
  ///   - layers: The layers whose gain is of interest, by name or alias.
  /// - Throws: `DreamError.network` for an unknown layer or missing weights; `TorchError`.
  public init(
    photo: Image, size: PixelSize, architecture graph: Graph, weights: [String: Tensor],
    normalization: Normalization, layers: [String]
  ) throws {
    do {
      self.layers = try layers.map { try graph.layer($0).name }
      stages = try graph.stages.map { try graph.layer($0).name }
      executor = try Executor(graph.truncated(at: self.layers + stages), weights: weights)
    } catch let error as NetworkError {
      throw DreamError.network(error)
    }
    self.normalization = normalization
    self.photo = try withoutGradients { [executor, stages, layers = self.layers] in
      try Appearance(
        photo.tensor().resized(height: size.height, width: size.width, antialias: true), executor,
        normalization, stages: stages, layers: layers)
    }
  }

  /// The measures of a dream, without its classes.
  ///
  /// - Throws: `TorchError`, also when the dream has another size than the meter's.
  public func measures(of dream: Image) throws(TorchError) -> DreamMeasures {
    try withoutGradients { () throws(TorchError) in
      let dream = try Appearance(dream.tensor(), executor, normalization, stages: stages, layers: layers)
      let error = try (dream.picture - photo.picture).squared().mean().item()
      var gains: [String: Double] = [:]
      for layer in layers {
        if let before = photo.energies[layer], let after = dream.energies[layer], before > 0 {
          gains[layer] = after / before
        }
      }
      var distance = 0.0
      for stage in stages {
        distance += try 1 - Self.cosine(photo.features[stage], dream.features[stage])
      }
      return DreamMeasures(
        activationGain: gains,
        totalVariation: .init(photo: photo.totalVariation, dream: dream.totalVariation),
        spectralSlope: photo.spectralSlope.flatMap { photo in
          dream.spectralSlope.map { .init(photo: photo, dream: $0) }
        },
        rootMeanSquareError: error.squareRoot(), peakSignalToNoise: error > 0 ? -10 * log10(error) : nil,
        featureDistance: distance / Double(stages.count))
    }
  }

  /// The cosine of the angle between two tensors taken as vectors; 1 for two zeros, 0 for one.
  private static func cosine(_ a: Tensor?, _ b: Tensor?) throws(TorchError) -> Double {
    guard let a, let b else { return 1 }
    let (lengthA, lengthB) = (try a.squared().sum().item(), try b.squared().sum().item())
    guard lengthA > 0, lengthB > 0 else { return lengthA == lengthB ? 1 : 0 }
    return min(1, try (a * b).sum().item() / (lengthA * lengthB).squareRoot())
  }
}

/// All that is taken of one picture.
private struct Appearance {
  let picture: Tensor
  let totalVariation: Double
  let spectralSlope: Double?
  let features: [String: Tensor]
  let energies: [String: Double]

  init(
    _ picture: Tensor, _ executor: Executor, _ normalization: Normalization, stages: [String],
    layers: [String]
  ) throws(TorchError) {
    self.picture = picture
    totalVariation = try Dreaming.totalVariation(of: picture)
    spectralSlope = try Dreaming.spectralSlope(of: picture)
    let size = PixelSize(picture).fitted(longerSide: DreamMetrics.longestSide)
    let input = try normalization.normalize(picture.resized(to: size, antialias: true))
    let activations = try executor.activations(of: Set(stages + layers), input.channelsLast())
    features = activations.filter { stages.contains($0.key) }
    var energies: [String: Double] = [:]
    for layer in layers { energies[layer] = try activations[layer]?.squared().mean().item() }
    self.energies = energies
  }
}

extension Graph {
  /// The layers that end the network's five stages: the last ReLU of each block of a VGG, the stem's ReLU and
  /// the four stages of a ResNet, the last layer of each size in a GoogLeNet.
  var stages: [String] {
    let families = [
      (1...5).map { "relu\($0)" }, ["relu"] + (1...4).map { "layer\($0)" },
      ["conv1", "conv3", "inception3b", "inception4e", "inception5b"],
    ]
    let names = Set(layers.map(\.name)).union(aliases.keys)
    return families.first { $0.allSatisfy(names.contains) } ?? []
  }
}
