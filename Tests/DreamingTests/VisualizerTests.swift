import Checkpoints
import Imaging
import Networks
import Testing
import TestSupport
import Torch

@testable import Dreaming

@Suite struct VisualizerTests {
  private var quick: VisualizationOptions {
    var options = VisualizationOptions()
    options.size = 40
    options.pyramidSize = 2
    options.iterations = 6
    options.precision = .float32
    return options
  }

  /// Each picture excites its own channel more than the pictures of the others do.
  @Test func eachPictureExcitesItsChannel() throws {
    let channels = [3, 50, 101]
    let pictures = try visualizer(channels.map { .channel(layer: "relu2_1", $0) }, quick).pictures()
    let features = try graph.truncated(at: ["bn2_1"])
    let executor = try Executor(features, weights: Formula.weights(of: features))
    let responses = try pictures.map { variants in
      let input = try Normalization.imageNet.normalize(variants[0].tensor())
      let means = try executor.output(input).mean([2, 3]).elements(Float.self)
      return channels.map { means[$0] }
    }
    for (index, response) in responses.enumerated() {
      #expect(pictures[index].count == 1 && pictures[index][0].width == 40 && pictures[index][0].height == 40)
      for other in responses.indices where other != index {
        #expect(response[index] > responses[other][index], "\(responses)")
      }
    }
  }

  /// A target's picture does not depend on what else is drawn, nor on the order.
  @Test func picturesAreAsIfAlone() throws {
    let targets: [VisualizationTarget] = [
      .channel(layer: "relu2_1", 7), .channel(layer: "relu1_1", 7), .random(layer: "relu2_1", seed: 3),
    ]
    let together = try visualizer(targets, quick).pictures()
    for (index, target) in targets.enumerated() {
      let alone = try visualizer([target], quick).pictures()[0][0]
      let difference = try Difference("\(target)", together[index][0].tensor(), alone.tensor())
      #expect(difference.psnr >= 45, "\(difference)")
    }
    #expect(together[0] != together[1] && together[0] != together[2])
  }

  /// The channels of the last layer are the classes, and a file's direction may be a channel's too.
  @Test func classesAndFilesAreDirections() throws {
    var inputs = DreamInputs()
    inputs.classNames = ["owl", "fox", "newt"]
    inputs.directions["second.json"] = [0, 1, 0]
    var options = quick
    options.size = 72
    options.iterations = 2
    let pictures = try visualizer(
      [.classScore("fox"), .classScore("1"), .channel(layer: "fc", 1)], options, inputs: inputs
    ).pictures()
    #expect(pictures[0] == pictures[1] && pictures[1] == pictures[2])
    let row = try FeatureDirection(.direction(layer: "fc", file: "second.json"), in: pooled, inputs)
    #expect(row.layer == "fc" && row.weights == [0, 1, 0])
  }

  /// A climb that is stopped has pictures of what has begun: those of the last step are the finished ones.
  @Test func picturesOnTheWay() throws {
    let targets: [VisualizationTarget] = [
      .channel(layer: "relu1_1", 3), .channel(layer: "relu2_1", 7), .channel(layer: "relu1_1", 5),
    ]
    var first: [[Image]] = []
    var last: [[Image]] = []
    let finished = try visualizer(targets, quick).pictures { snapshot in
      if first.isEmpty { first = try snapshot.pictures() }
      if snapshot.share == 1 { last = try snapshot.pictures() }
    }
    #expect(first.map(\.count) == [1, 0, 1] && first[0][0].width == 40)
    #expect(first[0] != finished[0])
    #expect(last == finished)
  }

  @Test func aStoppedVisualizationHasThePicturesSoFar() throws {
    let targets: [VisualizationTarget] = [
      .channel(layer: "relu1_1", 3), .channel(layer: "relu2_1", 7), .channel(layer: "relu1_1", 5),
    ]
    var seen: [[Image]] = []
    let pictures = try visualizer(targets, quick).pictures { snapshot in
      #expect(seen.isEmpty)
      seen = try snapshot.pictures()
      snapshot.stop()
    }
    #expect(pictures.map(\.count) == [1, 0, 1])
    #expect(pictures == seen)
  }

  @Test func theProgressRisesToOneOverSeveralBatches() throws {
    var options = quick
    // Two pictures to a batch.
    options.size = 360
    options.pyramidSize = 1
    options.iterations = 1
    var shares: [Double] = []
    let targets = [5, 0, 9].map { VisualizationTarget.channel(layer: "relu1_1", $0) }
    let pictures = try visualizer(targets, options).pictures { shares.append($0.share) }
    #expect(pictures.count == 3)
    #expect(shares.count == 2)
    #expect(shares == shares.sorted() && shares.last == 1)
  }

  @Test func theSeedDecides() throws {
    let target = [VisualizationTarget.channel(layer: "relu1_1", 7)]
    let first = try visualizer(target, quick).pictures()
    #expect(try visualizer(target, quick).pictures() == first)
    var other = quick
    other.seed = 1
    #expect(try visualizer(target, other).pictures() != first)
  }

  /// With steps too short to see, the picture is the middle square of the photo.
  @Test func aPhotoIsTheStart() throws {
    var options = quick
    options.learningRate = 1e-6
    let photo = try smallPhoto()
    let picture = try visualizer([.channel(layer: "relu1_1", 7)], options, from: photo).pictures()[0][0]
    let middle = try photo.tensor().narrowed(3, 16..<112).resized(height: 40, width: 40, antialias: true)
    let difference = try Difference("picture", picture.tensor(), middle)
    #expect(difference.psnr >= 45, "\(difference)")
  }

  /// Three variants of one channel are less alike, as the layer's Gram matrices see it, when they must
  /// differ.
  @Test func variantsDiffer() throws {
    func likeness(_ diversity: Double) throws -> Double {
      var options = quick
      options.variants = 3
      options.diversity = diversity
      let pictures = try visualizer([.channel(layer: "relu2_1", 3)], options).pictures()[0]
      #expect(pictures.count == 3)
      let features = try graph.truncated(at: ["relu2_1"])
      let executor = try Executor(features, weights: Formula.weights(of: features))
      let input = try Tensor.concatenated(
        pictures.map { try Normalization.imageNet.normalize($0.tensor()) }, along: 0)
      let term = Diversity("relu2_1", pictures: 3)
      return try -term.value(of: ["relu2_1": executor.output(input)]).item() / 3
    }
    let (alike, unlike) = (try likeness(0), try likeness(2))
    #expect(unlike < alike, "\(unlike) and \(alike)")
  }

  @Test func whatCannotBeIsAnError() throws {
    #expect(throws: DreamError.channel(128, layer: "relu2_1", count: 128)) {
      try visualizer([.channel(layer: "relu2_1", 0), .channel(layer: "relu2_1", 128)], quick)
    }
    #expect(throws: DreamError.self) { try visualizer([.channel(layer: "relu9", 0)], quick) }
    // The smallest size has 27 pixels, and five poolings need 32.
    #expect(throws: DreamError.self) { try visualizer([.channel(layer: "pool5", 0)], quick) }
    for change: (inout VisualizationOptions) -> Void in [
      { $0.size = 31 }, { $0.variants = 0 }, { $0.scaling = 1 }, { $0.rotation = -1 }, { $0.decay = .nan },
      { $0.diversity = -1 }, { $0.iterations = 0 },
      {
        $0.size = 1024
        $0.variants = 3
      },
    ] {
      var options = quick
      change(&options)
      #expect(throws: DreamError.self) { try options.validate() }
    }
  }

  private var graph: Graph {
    get throws { try Architecture(network: "vgg11_bn", classes: 10).graph }
  }

  private var pooled: Graph {
    get throws { try Architecture(network: "vgg11_bn", head: .pooled, classes: 3).graph }
  }

  private func visualizer(
    _ targets: [VisualizationTarget], _ options: VisualizationOptions,
    inputs: DreamInputs = DreamInputs(), from photo: Image? = nil
  ) throws -> Visualizer {
    let layers = targets.flatMap(\.target.layers)
    let graph = layers.count == targets.count ? try graph : try pooled
    let known = layers.filter { $0 != "relu9" }
    let weights = try Formula.weights(
      of: known.isEmpty || known.contains("fc") ? graph : graph.truncated(at: known))
    return try Visualizer(
      architecture: graph, weights: weights, normalization: .imageNet, targets: targets, inputs: inputs,
      options: options, from: photo)
  }
}
