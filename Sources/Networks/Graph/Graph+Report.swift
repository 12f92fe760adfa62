internal import Torch

/// What is known about a layer for one input size, without running it.
public struct LayerReport: Sendable, Equatable {
  /// The layer.
  public let layer: Layer
  /// The output's shape without the batch: `[C, H, W]` or `[C]`.
  public let shape: [Int]
  /// The side, in input pixels, of the square that one output element can see; `nil` when it sees all.
  public let receptiveField: Int?
  /// The distance, in input pixels, between neighboring outputs, along the side where it is larger; `nil` when there is
  /// only one.
  public let stride: Int?
  /// Trained numbers.
  public let parameterCount: Int
  /// Multiplications of the layer for one picture.
  public let multiplyAdds: Int
}

extension Graph {
  /// A report on every layer for one picture of `height` × `width` pixels and three channels.
  ///
  /// - Throws: ``NetworkError`` when the picture is too small or does not fit a head of fixed size.
  public func report(height: Int, width: Int) throws(NetworkError) -> [LayerReport] {
    do {
      return try reports(height: height, width: width)
    } catch .pictureTooSmall(_, _, let layer, _) {
      throw .pictureTooSmall(height: height, width: width, layer: layer, smallest: smallestSide)
    } catch .pictureOfFixedSize(_, _, let layer, _) {
      throw .pictureOfFixedSize(height: height, width: width, layer: layer, side: smallestSide)
    }
  }

  /// The smallest side of a square picture that the graph takes; `nil` when none up to 1,024 pixels does.
  public var smallestSide: Int? {
    (1...1024).first { (try? reports(height: $0, width: $0)) != nil }
  }

  private func reports(height: Int, width: Int) throws(NetworkError) -> [LayerReport] {
    var shapes = [Layer.input: [3, height, width]]
    var sights = [Layer.input: Sight.pixel]
    var reports: [LayerReport] = []
    for layer in layers {
      let inputs = layer.inputs.compactMap { shapes[$0] }
      let shape: [Int]
      do {
        shape = try layer.operation.outputShape(of: inputs)
      } catch {
        switch error {
        case .tooSmall:
          throw .pictureTooSmall(height: height, width: width, layer: layer.name, smallest: nil)
        case .fixedSize:
          throw .pictureOfFixedSize(height: height, width: width, layer: layer.name, side: nil)
        }
      }
      let sight = Sight(layer.operation.reach, over: layer.inputs.compactMap { sights[$0] })
      shapes[layer.name] = shape
      sights[layer.name] = sight
      reports.append(
        LayerReport(
          layer: layer, shape: shape,
          receptiveField: sight.axes.map { max($0.vertical.field, $0.horizontal.field) },
          stride: sight.axes.map { max($0.vertical.stride, $0.horizontal.stride) },
          parameterCount: layer.operation.parameters.filter(\.isTrained).map(\.count).reduce(0, +),
          multiplyAdds: layer.operation.multiplyAdds(inputs: inputs, output: shape)))
    }
    return reports
  }
}

/// What one element of a layer's output sees of the picture, along both axes; all of it where that is `nil`.
private struct Sight {
  struct Axis {
    var field: Int, stride: Int

    func seen(through window: Window.Axis) -> Axis {
      Axis(field: field + (window.extent - 1) * stride, stride: stride * window.stride)
    }
  }

  static let pixel = Sight(axes: (Axis(field: 1, stride: 1), Axis(field: 1, stride: 1)))

  let axes: (vertical: Axis, horizontal: Axis)?

  private init(axes: (vertical: Axis, horizontal: Axis)?) { self.axes = axes }

  init(_ reach: Reach, over inputs: [Sight]) {
    let seen = inputs.compactMap(\.axes)
    guard reach != .everything, seen.count == inputs.count, var (vertical, horizontal) = seen.first else {
      axes = nil
      return
    }
    vertical.field = seen.map(\.vertical.field).max() ?? vertical.field
    horizontal.field = seen.map(\.horizontal.field).max() ?? horizontal.field
    if case .window(let window) = reach {
      axes = (vertical.seen(through: window.vertical), horizontal.seen(through: window.horizontal))
    } else {
      axes = (vertical, horizontal)
    }
  }
}
