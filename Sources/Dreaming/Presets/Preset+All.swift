extension Preset {
  /// All presets: those found by looking, the original tool's, and the five that the paper calls best.
  public static let all = [original] + found + paper

  /// The look of the code that Mordvintsev, Olah & Tyka published with "Inceptionism" (2015): four octaves of ratio 1.4,
  /// ten steps whose length is the gradient's mean magnitude, the photo's detail back at each octave.
  private static let original = Preset(
    "original", "the first deep dreams of 2015: four octaves, the gradient over its mean magnitude"
  ) {
    $0.pyramidRatio = 1.4
    $0.gradientSmoothing = .none
    $0.gradientNormalization = .magnitude
    $0.learningRate = 0.03
    $0.pyramid = .detail
  }

  /// Found by looking, with the default model; their layers are those of a VGG16 or VGG19.
  private static let found = [
    Preset("creatures", "a deep layer and long steps: flowers, wheels and creatures") {
      $0.objective = Objective(.energy(layer: "relu5_1"))
      $0.iterations = 14
      $0.learningRate = 0.08
    },
    Preset("carving", "brightness alone, all sizes alike: the photo carved, in its own colors") {
      $0.objective = Objective(.energy(layer: "relu3_3"))
      $0.gradientSmoothing = .laplacian
      $0.keepColors = true
    },
    Preset("swirls", "all sizes alike in mixed colors: spirals over everything") {
      $0.objective = Objective(.energy(layer: "relu4_3"))
      $0.gradientSmoothing = .laplacian
      $0.imageSpace = .decorrelated
    },
  ]

  /// What "DeepDream: What I Dreamt While At College" calls its best pictures.
  private static let paper = [
    paper("resnet50", layer: "botneck1"), paper("resnet152", layer: "botneck1"),
    paper("resnet152", layer: "relu", pyramidSize: 1), paper("vgg11", layer: "relu2"),
    paper("vgg19", layer: "relu2"),
  ]

  private static func paper(_ network: String, layer: String, pyramidSize: Int = 4) -> Preset {
    let levels = pyramidSize == 1 ? ", one level" : ""
    return Preset(
      "paper-\(network)-\(layer)", "the paper's \(network), \(layer)\(levels)", network: network
    ) {
      $0 = .paper
      $0.objective = Objective(.energy(layer: layer))
      $0.pyramidSize = pyramidSize
    }
  }
}
