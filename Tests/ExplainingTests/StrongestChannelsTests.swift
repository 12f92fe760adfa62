import Imaging
import Networks
import Testing
import TestSupport
import Torch

@testable import Explaining

/// What a layer saw in a photo, against the activations themselves.
@Suite struct StrongestChannelsTests {
  private let photo = Image(
    width: 64, height: 48, bytes: (0..<64 * 48 * 3).map { UInt8(truncatingIfNeeded: $0 &* $0 / 7) })

  private func strongest(_ count: Int, of layer: String) throws -> StrongestChannels {
    let graph = try Architecture(network: "vgg11_bn", head: .pooled, classes: 10).graph
    return try StrongestChannels(
      count, of: layer, in: photo, architecture: graph,
      weights: Formula.weights(of: graph.truncated(at: [layer == "relu9" ? "relu1" : layer])),
      normalization: .imageNet)
  }

  @Test func theyAreTheLargestMeans() throws {
    let found = try strongest(5, of: "relu2")
    let graph = try Architecture(network: "vgg11_bn", head: .pooled, classes: 10).graph.truncated(at: [
      "relu2"
    ])
    let executor = try Executor(graph, weights: Formula.weights(of: graph))
    let output = try executor.output(Normalization.imageNet.normalize(photo.tensor()))
    let means = try output.mean([2, 3]).elements(Float.self)
    let expected = means.indices.sorted { means[$0] > means[$1] }.prefix(5)
    #expect(found.layer == "relu2_1")
    #expect(found.responses.map(\.channel) == Array(expected))
    for response in found.responses {
      #expect(abs(response.mean - Double(means[response.channel])) <= 1e-5)
      #expect(response.map.shape == [1, 1, 48, 64])
      #expect(try response.map.maximum().item() <= 1 && response.map.minimum().item() >= 0)
    }
  }

  @Test func theSpotlightShowsThePhotoWhereTheChannelAnswers() throws {
    let found = try strongest(1, of: "relu1")
    let all = ChannelResponse(channel: 0, mean: 1, map: try .ones([1, 1, 48, 64]))
    #expect(try Image(found.spotlight(on: all)) == photo)
    let none = ChannelResponse(channel: 0, mean: 0, map: try .zeros([1, 1, 48, 64]))
    let dark = try Difference("dark", found.spotlight(on: none), photo.tensor() * 0.15)
    #expect(dark.relative <= 1e-6, "\(dark)")
  }

  @Test func layersWithoutPositionsAreRefused() throws {
    #expect(throws: ExplainError.noPositions(layer: "fc")) { try strongest(3, of: "fc") }
    #expect(throws: ExplainError.self) { try strongest(3, of: "relu9") }
  }
}
