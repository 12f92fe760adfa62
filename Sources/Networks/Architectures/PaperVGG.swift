/// VGG as the notebooks of "DeepDream: What I Dreamt While At College" write it: one batch norm and one ReLU per
/// block, after its last convolution, and a head of four linear layers without a ReLU before the last.
///
/// Layers and keys carry that paper's names: `conv1`, `conv3a`, `bn3`, `relu3`, `maxpool3`, …, `dense4`. The head needs
/// pictures of 224×224 pixels.
struct PaperVGG {
  let depth: VGG.Depth
  let head: Head
  let classes: Int

  var graph: Graph {
    var builder = GraphBuilder()
    var channels = 3
    for (block, (width, count)) in zip(VGG.widths, depth.convolutions).enumerated() {
      let number = block + 1
      for letter in ["a", "b", "c", "d"].prefix(count) {
        let name = "conv\(number)" + (count == 1 ? "" : letter)
        builder.add(
          name, Convolution(inputs: channels, outputs: width, kernel: 3, padding: 1), key: name)
        channels = width
      }
      builder.add("bn\(number)", BatchNorm(channels: width, epsilon: 1e-5), key: "bn\(number)")
      builder.add("relu\(number)", ReLU())
      builder.add("maxpool\(number)", MaxPool(kernel: 2, stride: 2))
    }
    if head == .standard { addHead(to: &builder) }
    return Graph(layers: builder.layers, initialization: .pytorch)
  }

  private func addHead(to builder: inout GraphBuilder) {
    builder.add("flatten", Flatten())
    builder.add("dense1", Linear(inputs: 512 * 7 * 7, outputs: 4096), key: "dense1")
    builder.add("relu6", ReLU())
    builder.add("drop6", Dropout(0.5))
    builder.add("dense2", Linear(inputs: 4096, outputs: 4096), key: "dense2")
    builder.add("relu7", ReLU())
    builder.add("drop7", Dropout(0.5))
    builder.add("dense3", Linear(inputs: 4096, outputs: 1000), key: "dense3")
    builder.add("dense4", Linear(inputs: 1000, outputs: classes), key: "dense4")
  }
}
