internal import Foundation
public import Torch

/// Segments as trees of pixels, each hung on its nearest pixel of higher density (Vedaldi & Soatto, "Quick Shift and Kernel
/// Methods for Mode Seeking", 2008), in L*a*b* and position, as scikit-image does it.
///
/// Where scikit-image breaks ties of density by noise, here the pixel that comes first in the picture counts as higher: the
/// same picture gives the same segments, and an even area is one segment.
public struct Quickshift: Sendable, Equatable, Codable {
  /// The deviation in pixels of the Gaussian by which density is measured, 1…16; larger: fewer segments.
  public var kernelSize = 4.0
  /// The largest distance of a pixel to the one it hangs on, from 0; larger: fewer segments.
  public var maximumDistance = 200.0
  /// How much color counts beside position, 0…1.
  public var ratio = 0.2

  /// The settings of the `lime` package.
  public init() {}

  /// The segments of a picture `[1, 3, H, W]` in 0…1.
  ///
  /// - Throws: ``ExplainError/setting(_:takes:got:)``; `TorchError`.
  public func segments(of picture: Tensor) throws -> Segments {
    try check()
    let space = DensitySpace(try LabPicture(picture, scale: ratio), kernelSize: kernelSize)
    return Segments(
      height: picture.shape[2], width: picture.shape[3],
      labels: Self.roots(of: space.parents(within: maximumDistance)))
  }

  /// The root of the tree in which each pixel hangs.
  private static func roots(of parents: [Int]) -> [Int] {
    var roots = parents
    while true {
      let next = roots.map { roots[$0] }
      if next == roots { return roots }
      roots = next
    }
  }

  private func check() throws {
    guard 1...16 ~= kernelSize else {
      throw ExplainError.setting("kernel size", takes: "a number from 1 to 16", got: "\(kernelSize)")
    }
    guard maximumDistance >= 0 else {
      throw ExplainError.setting("maximum distance", takes: "a number from 0", got: "\(maximumDistance)")
    }
    guard 0...1 ~= ratio else {
      throw ExplainError.setting("ratio", takes: "a number from 0 to 1", got: "\(ratio)")
    }
  }
}

/// Pixels as points of color and position, and how dense they lie.
private struct DensitySpace {
  private let picture: LabPicture
  /// How far the kernel reaches, in pixels.
  private let reach: Int
  private var densities: [Double] = []

  init(_ picture: LabPicture, kernelSize: Double) {
    self.picture = picture
    reach = Int((3 * kernelSize).rounded(.up))
    let factor = -0.5 / (kernelSize * kernelSize)
    densities = map { pixel, visit in
      var density = 0.0
      visit(pixel) { _, distance in density += exp(distance * factor) }
      return density
    }
  }

  /// For each pixel the nearest of higher density within reach and `limit`, or itself.
  func parents(within limit: Double) -> [Int] {
    map { pixel, visit in
      let density = densities[pixel]
      var (parent, closest) = (pixel, (limit * limit).nextUp)
      visit(pixel) { other, distance in
        let isHigher = densities[other] > density || (densities[other] == density && other < pixel)
        guard isHigher, distance < closest else { return }
        (parent, closest) = (other, distance)
      }
      return parent
    }
  }

  /// Calls back with each pixel within reach of a pixel, and its squared distance.
  private typealias Visit = (_ pixel: Int, _ body: (_ other: Int, _ distance: Double) -> Void) -> Void

  private func map<Value>(_ body: (_ pixel: Int, _ visit: Visit) -> Value) -> [Value] {
    let (height, width) = (picture.height, picture.width)
    return picture.values.withUnsafeBufferPointer { values in
      func visit(_ pixel: Int, _ body: (Int, Double) -> Void) {
        let (row, column) = (pixel / width, pixel % width)
        let here = (values[3 * pixel], values[3 * pixel + 1], values[3 * pixel + 2])
        for otherRow in max(row - reach, 0)..<min(row + reach + 1, height) {
          for otherColumn in max(column - reach, 0)..<min(column + reach + 1, width) {
            let other = otherRow * width + otherColumn
            let (l, a, b) = (
              here.0 - values[3 * other], here.1 - values[3 * other + 1], here.2 - values[3 * other + 2]
            )
            let (dy, dx) = (Double(row - otherRow), Double(column - otherColumn))
            body(other, l * l + a * a + b * b + dy * dy + dx * dx)
          }
        }
      }
      return (0..<height * width).map { body($0, visit) }
    }
  }
}
