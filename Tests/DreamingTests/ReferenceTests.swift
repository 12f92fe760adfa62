import Checkpoints
import Imaging
import Networks
import Testing
import TestSupport
import Torch

@testable import Dreaming

/// Whole dreams beside the same in plain PyTorch; Tests/Fixtures/dream.py is the other side.
@Suite struct ReferenceTests {
  let fixture: Safetensors
  let photo: Image
  let options = quickOptions {
    $0.objective = energy("relu3_2")
    $0.pyramidSize = 3
    $0.iterations = 4
    $0.spatialShift = 0
  }

  init() throws {
    fixture = try Fixture.open("dream")
    photo = try Image(fixture.tensor("photo"))
  }

  @Test(arguments: PyramidKind.allCases) func wholeDream(_ pyramid: PyramidKind) throws {
    var options = options
    options.pyramid = pyramid
    options.learningRate = 0.09
    var values: [Float] = []
    let dream = try makeDreamer(options).dream(photo) { values.append(Float($0.progress.objective)) }

    let expected = try fixture.tensor("\(pyramid.rawValue)/result")
    let result = try Difference("\(pyramid) dream", dream.reshaped(expected.shape), expected)
    #expect(result.psnr >= 60, "\(result)")
    let losses: [Float] = try fixture.tensor("\(pyramid.rawValue)/losses").elements()
    #expect(values.count == losses.count)
    for (found, loss) in zip(values, losses) {
      #expect(abs(found - loss) <= 1e-4 * loss, "\(values) instead of \(losses)")
    }
  }

  @Test func firstStep() throws {
    let dreamer = try makeDreamer(options)
    let network = try ReferenceNetwork(
      dreamer.graph, taps: dreamer.objective.layers, weights: Formula.weights(of: dreamer.graph))
    let base = try Normalization.imageNet.normalize(photo.tensor())
    let size = try dreamer.plan(forPhoto: PixelSize(photo)).levels[0]
    let picture = try base.resized(height: size.height, width: size.width, antialias: false)

    let source = WholePicture(network: network)
    let term = LayerEnergy("relu3_2")
    let gradient = try source.gradients(of: [term], at: picture)[0].gradient
    let raw = try Difference("gradient", gradient, fixture.tensor("paper/gradient"))
    #expect(raw.cosine >= 0.9999, "\(raw)")

    // The biased deviation would be off by 1.6e-4.
    let smoothing = GaussianSmoothing(
      sigma: GaussianSmoothing.sigma(iteration: 0, of: 4, smoothing: 0.5))
    let direction = try smoothing(gradient)
    #expect(try GradientNormalization.deviation.normalize(direction, of: term.layers))
    let normalized = try Difference("direction", direction, fixture.tensor("paper/direction"))
    #expect(normalized.relative <= 1e-4, "\(normalized)")
  }

  @Test func bfloat16() throws {
    let graph = try makeDreamer(options).graph
    let weights = try Formula.weights(of: graph)
    let picture = try Normalization.imageNet.normalize(photo.tensor())
    let term = LayerEnergy("relu3_2")
    func gradient(_ precision: DType) throws -> TermGradient {
      let network = try ReferenceNetwork(graph, taps: term.layers, weights: weights, precision: precision)
      return try WholePicture(network: network).gradients(of: [term], at: picture)[0]
    }
    let (exact, rounded) = (try gradient(.float32), try gradient(.bfloat16))
    #expect(rounded.gradient.dtype == .float32)
    let difference = try Difference("bfloat16 gradient", rounded.gradient, exact.gradient)
    #expect(difference.cosine >= 0.99, "\(difference)")
    #expect(abs(rounded.value - exact.value) <= 0.01 * exact.value)
  }
}
