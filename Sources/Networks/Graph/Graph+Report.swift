/// What is known about a layer for one input size, without running it.
public struct LayerReport: Sendable, Equatable {
  /// The layer.
  public let layer: Layer
  /// The output's shape without the batch: `[C, H, W]` or `[C]`.
  public let shape: [Int]
  /// The side, in input pixels, of the square that one output element can see; `nil` when it sees all.
  public let receptiveField: Int?
  /// The distance, in input pixels, between neighboring outputs; `nil` when there is only one.
  public let stride: Int?
  /// Trained numbers.
  public let parameterCount: Int
  /// Multiplications of the layer for one picture.
  public let multiplyAdds: Int
}

extension Graph {
  /// A report on every layer for one picture of `height` × `width` pixels and three channels.
  ///
  /// - Throws: `NetworkError` when the picture is too small or does not fit a head of fixed size.
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

  /// Whether a convolution with a kernel of more than one pixel sees a single one, with square pictures of that side.
  public func convolvesSinglePixels(side: Int) -> Bool {
    let reports = (try? reports(height: side, width: side)) ?? []
    let shapes = Dictionary(uniqueKeysWithValues: reports.map { ($0.layer.name, $0.shape) })
    return reports.contains { report in
      guard case .convolution(let convolution) = report.layer.operation, convolution.kernel > 1 else {
        return false
      }
      return shapes[report.layer.inputs[0]]?.dropFirst() == [1, 1]
    }
  }

  private func reports(height: Int, width: Int) throws(NetworkError) -> [LayerReport] {
    var views = [Layer.input: View(shape: [3, height, width], field: 1, stride: 1)]
    var reports: [LayerReport] = []
    for layer in layers {
      let inputs = layer.inputs.compactMap { views[$0] }
      let view = try layer.view(of: inputs, height: height, width: width)
      views[layer.name] = view
      reports.append(
        LayerReport(
          layer: layer, shape: view.shape, receptiveField: view.field, stride: view.stride,
          parameterCount: layer.parameters.filter(\.isTrained).map(\.count).reduce(0, +),
          multiplyAdds: layer.multiplyAdds(output: view.shape)))
    }
    return reports
  }
}

/// A layer's output shape, and what one of its elements sees of the picture.
private struct View {
  var shape: [Int]
  var field: Int?
  var stride: Int?
}

extension Layer {
  fileprivate func view(of inputs: [View], height: Int, width: Int) throws(NetworkError) -> View {
    var view = inputs[0]
    switch operation {
    case .convolution(let convolution):
      view.shape[0] = convolution.outputs
      try slide(&view, convolution.kernel, convolution.stride, convolution.padding, false, height, width)
    case .maxPool(let pool), .averagePool(let pool):
      try slide(&view, pool.kernel, pool.stride, pool.padding, pool.ceiling, height, width)
    case .adaptiveAveragePool(let rows, let columns):
      view = View(shape: [view.shape[0], rows, columns], field: nil, stride: nil)
    case .flatten:
      view = View(shape: [view.shape.reduce(1, *)], field: nil, stride: nil)
    case .linear(let features, let outputs):
      guard view.shape == [features] else {
        throw .pictureOfFixedSize(height: height, width: width, layer: name, side: nil)
      }
      view.shape = [outputs]
    case .concatenate:
      view.shape[0] = inputs.map { $0.shape[0] }.reduce(0, +)
      view.widen(to: inputs)
    case .add:
      view.widen(to: inputs)
    case .batchNorm, .relu, .dropout, .softmax:
      break
    }
    return view
  }

  private func slide(
    _ view: inout View, _ kernel: Int, _ stride: Int, _ padding: Int, _ ceiling: Bool, _ height: Int,
    _ width: Int
  ) throws(NetworkError) {
    for axis in 1...2 {
      let room = view.shape[axis] + 2 * padding - kernel
      guard room >= 0 else {
        throw .pictureTooSmall(height: height, width: width, layer: name, smallest: nil)
      }
      var length = (room + (ceiling ? stride - 1 : 0)) / stride + 1
      if ceiling, (length - 1) * stride >= view.shape[axis] + padding { length -= 1 }
      view.shape[axis] = length
    }
    if let field = view.field, let step = view.stride {
      view.field = field + (kernel - 1) * step
      view.stride = step * stride
    }
  }

  fileprivate func multiplyAdds(output: [Int]) -> Int {
    switch operation {
    case .convolution(let convolution):
      output.reduce(1, *) * convolution.inputs * convolution.kernel * convolution.kernel
    case .linear(let inputs, let outputs): inputs * outputs
    default: 0
    }
  }
}

extension View {
  fileprivate mutating func widen(to views: [View]) {
    field = views.contains { $0.field == nil } ? nil : views.compactMap(\.field).max()
  }
}
