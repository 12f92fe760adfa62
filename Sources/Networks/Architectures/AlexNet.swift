/// AlexNet in torchvision's form: one column, as in Krizhevsky, "One weird trick for parallelizing convolutional neural
/// networks", 2014, with a grid of 6×6 averages before the head so that pictures from 63 pixels on fit.
///
/// Layers are named `conv1`, `relu1`, `pool1`, …, `relu5`, `pool5`, `avgpool`, then `fc6`, `relu6`, …, `fc8`.
struct AlexNet {
  /// A convolution with its ReLU, and the pool after it where there is one.
  private struct Stage {
    let convolution: Convolution
    let isPooled: Bool
  }

  private static let stages = [
    Stage(
      convolution: Convolution(inputs: 3, outputs: 64, kernel: 11, stride: 4, padding: 2), isPooled: true),
    Stage(convolution: Convolution(inputs: 64, outputs: 192, kernel: 5, padding: 2), isPooled: true),
    Stage(convolution: Convolution(inputs: 192, outputs: 384, kernel: 3, padding: 1), isPooled: false),
    Stage(convolution: Convolution(inputs: 384, outputs: 256, kernel: 3, padding: 1), isPooled: false),
    Stage(convolution: Convolution(inputs: 256, outputs: 256, kernel: 3, padding: 1), isPooled: true),
  ]

  let head: Head
  let classes: Int

  var graph: Graph {
    var builder = GraphBuilder()
    var index = 0
    for (number, stage) in zip(1..., Self.stages) {
      builder.add("conv\(number)", stage.convolution, key: "features.\(index)")
      builder.add("relu\(number)", ReLU())
      index += 2
      guard stage.isPooled else { continue }
      builder.add("pool\(number)", MaxPool(kernel: 3, stride: 2))
      index += 1
    }
    if head == .standard { addHead(to: &builder) }
    return Graph(layers: builder.layers, initialization: .pytorch)
  }

  private func addHead(to builder: inout GraphBuilder) {
    builder.add("avgpool", AdaptiveAveragePool(height: 6, width: 6))
    builder.add("flatten", Flatten())
    builder.add("drop5", Dropout(0.5))
    builder.add("fc6", Linear(inputs: 256 * 6 * 6, outputs: 4096), key: "classifier.1")
    builder.add("relu6", ReLU())
    builder.add("drop6", Dropout(0.5))
    builder.add("fc7", Linear(inputs: 4096, outputs: 4096), key: "classifier.4")
    builder.add("relu7", ReLU())
    builder.add("fc8", Linear(inputs: 4096, outputs: classes), key: "classifier.6")
  }
}
