import Checkpoints
import Imaging
import Networks
import Testing
import TestSupport
import Torch

@testable import Dreaming

@Suite struct AtlasTests {
  private var quick: DreamOptions {
    var options = DreamOptions.atlas
    options.width = 40
    options.pyramidSize = 2
    options.iterations = 6
    options.precision = .float32
    return options
  }

  /// Each picture excites its own channel more than the pictures of the others do.
  @Test func eachPictureExcitesItsChannel() throws {
    let atlas = try atlas(of: "relu2_1", quick)
    #expect(atlas.channelCount == 128)
    let channels = [3, 50, 101]
    let pictures = try atlas.pictures(of: channels)
    let features = try graph.truncated(at: ["bn2_1"])
    let executor = try Executor(features, weights: Formula.weights(of: features))
    let responses = try pictures.map { picture in
      let input = try Normalization.imageNet.normalize(picture.tensor())
      let means = try executor.output(input).mean([2, 3]).elements(Float.self)
      return channels.map { means[$0] }
    }
    for (index, response) in responses.enumerated() {
      #expect(pictures[index].width == 40 && pictures[index].height == 40)
      for other in responses.indices where other != index {
        #expect(response[index] > responses[other][index], "\(responses)")
      }
    }
  }

  @Test func theProgressRisesToOneOverSeveralBatches() throws {
    var options = quick
    // Two pictures to a batch.
    options.width = 360
    options.pyramidSize = 1
    options.iterations = 1
    var shares: [Double] = []
    let pictures = try atlas(of: "relu1_1", options).pictures(of: [5, 0, 9]) { shares.append($0) }
    #expect(pictures.count == 3)
    #expect(shares.count == 2)
    #expect(shares == shares.sorted() && shares.last == 1)
  }

  @Test func theSeedDecides() throws {
    let first = try atlas(of: "relu1_1", quick).pictures(of: [7])
    #expect(try atlas(of: "relu1_1", quick).pictures(of: [7]) == first)
    var other = quick
    other.seed = 1
    #expect(try atlas(of: "relu1_1", other).pictures(of: [7]) != first)
  }

  @Test func whatCannotBeIsAnError() throws {
    #expect(throws: DreamError.channel(128, layer: "relu2_1", count: 128)) {
      try atlas(of: "relu2_1", quick).pictures(of: [0, 128])
    }
    #expect(throws: DreamError.self) { try atlas(of: "relu9", quick) }
    // The smallest level has 27 pixels, and five poolings need 32.
    #expect(throws: DreamError.self) { try atlas(of: "pool5", quick) }
  }

  private var graph: Graph {
    get throws { try Architecture(network: "vgg11_bn", classes: 10).graph }
  }

  private func atlas(of layer: String, _ options: DreamOptions) throws -> ChannelAtlas {
    let graph = try graph
    let weights = try Formula.weights(of: graph.truncated(at: [layer == "relu9" ? "relu1" : layer]))
    return try ChannelAtlas(
      architecture: graph, weights: weights, normalization: .imageNet, layer: layer, options: options)
  }
}
