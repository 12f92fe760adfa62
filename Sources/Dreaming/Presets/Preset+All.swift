extension Preset {
  /// All presets: those found by looking, the first deep dreams', the paper's algorithm and the five pictures that the paper
  /// calls best.
  public static let all = found + [original, notebook] + paper

  /// Found by looking at dreams of ImageNet's VGG16 on photos of a landscape, animals, buildings, a room, sky and night.
  private static let found = [
    Preset("animals", "dogs, birds and fur out of every texture, in the photo's own light", layers: middle),
    Preset("vivid", "the same creatures in colors of their own", layers: middle) { $0.imageSpace = .pixels },
    Preset("neon", "creatures that glow, all sizes alike", layers: middle) {
      $0.imageSpace = .pixels
      $0.gradientSmoothing = .laplacian
    },
    Preset(
      "palaces", "towers, domes and whole beasts, all sizes alike",
      layers: ["relu5_2", "relu5", "layer3", "inception4d"]
    ) {
      $0.gradientSmoothing = .laplacian
      $0.iterations = 20
    },
    Preset("eyes", "eyes and rings in round shapes", layers: ["relu4_1", "relu4", "layer2", "inception4a"]),
    Preset(
      "curls", "the photo drawn in curls and strokes",
      layers: ["relu3_2", "relu3", "layer2.0", "inception3b"]),
    Preset(
      "comic", "bold outlines, flat shades",
      layers: ["relu3_1", "relu3", "layer1", "inception3a"]
    ) { $0.gradientSmoothing = .laplacian },
    Preset(
      "carving", "brightness alone, all sizes alike: the photo carved in its own colors",
      layers: ["relu3_3", "relu3_2", "relu3", "layer2.0", "inception3b"]
    ) {
      $0.imageSpace = .pixels
      $0.gradientSmoothing = .laplacian
      $0.keepColors = true
    },
  ]

  /// The last layer of a network's middle, where textures become animals.
  private static let middle = ["relu4_3", "relu4_2", "relu4", "layer3.2", "layer3", "inception4c"]

  /// The look of the code that Mordvintsev, Olah & Tyka published with "Inceptionism" (2015): four octaves of ratio 1.4,
  /// ten steps whose length is the gradient's mean magnitude, the photo's detail back at each octave.
  private static let original = Preset(
    "original", "the first deep dreams of 2015: four octaves, ten steps", layers: middle
  ) {
    $0.imageSpace = .pixels
    $0.pyramidSize = 4
    $0.iterations = 10
    $0.learningRate = 0.03
  }

  /// The algorithm of "DeepDream: What I Dreamt While At College", as its notebooks run it.
  private static let notebook = Preset(
    "paper", "the paper's algorithm to the letter, on the model's own layer"
  ) { $0 = .paper }

  /// What "DeepDream: What I Dreamt While At College" calls its best pictures.
  private static let paper = [
    paper("resnet50", layer: "botneck1"), paper("resnet152", layer: "botneck1"),
    paper("resnet152", layer: "relu", pyramidSize: 1), paper("vgg11", layer: "relu2"),
    paper("vgg19", layer: "relu2"),
  ]

  private static func paper(_ network: String, layer: String, pyramidSize: Int = 4) -> Preset {
    let levels = pyramidSize == 1 ? ", one level" : ""
    return Preset(
      "paper-\(network)-\(layer)", "the paper's \(network), \(layer)\(levels)", layers: [layer],
      network: network
    ) {
      $0 = .paper
      $0.pyramidSize = pyramidSize
    }
  }
}
