internal import Foundation
public import Torch

/// A map that knows nothing of the network, to which others are compared.
public enum ReferenceMap: Sendable, Equatable {
  /// Numbers drawn evenly from 0…1.
  case random(seed: UInt64)
  /// A Gaussian hill in the middle, 1 at its top, as wide (σ) as a quarter of each side: photographers put things there.
  case centredBlob

  /// The map `[1, 1, height, width]`, in 0…1.
  public func map(height: Int, width: Int) throws(TorchError) -> Tensor {
    switch self {
    case .random(let seed):
      return try Generator(seed: seed).uniform([1, 1, height, width])
    case .centredBlob:
      let (rows, columns) = (Self.hill(height), Self.hill(width))
      return try Tensor(rows, shape: [1, 1, height, 1]) * Tensor(columns, shape: [1, 1, 1, width])
    }
  }

  private static func hill(_ length: Int) -> [Float] {
    let (middle, deviation) = (Double(length - 1) / 2, Double(length) / 4)
    return (0..<length).map { place in
      let distance = (Double(place) - middle) / deviation
      return Float(exp(-distance * distance / 2))
    }
  }
}
