@testable import Checkpoints
import Networks
import Testing
import TestSupport
import Torch

@Suite struct AverageTests {
  /// A network with fresh weights, none of them 0, and the counts of batches of one that has learned a little.
  private func model(
    _ name: String, seed: UInt64, batches: Int, change: (inout ModelMetadata) -> Void = { _ in }
  ) throws -> Model {
    let architecture = try Architecture(network: "vgg11_bn", head: .pooled, classes: 2)
    var metadata = ModelMetadata(
      architecture: architecture, classNames: ["ant", "bee"],
      training: TrainingRecord(
        dataset: "insects", split: "0.8", epochs: 3, accuracy: 0.75, pictureSize: 64,
        commandLine: "reverie train insects"),
      defaultLayers: ["relu3"], license: "CC0", attribution: "nobody")
    change(&metadata)
    var weights = try architecture.graph.initialWeights(generator: try Generator(seed: seed))
    for parameter in architecture.graph.parameters {
      weights[parameter.key] =
        try parameter.role == .batchCount
        ? Tensor.full([], Double(batches), dtype: .int64)
        : weights[parameter.key].map { try $0 + 0.01 * Double(seed) }
    }
    return try Model(name: name, metadata: metadata, weights: weights)
  }

  @Test func everyWeightIsTheMeanByTheShares() throws {
    let models = try [model("a", seed: 1, batches: 10), model("b", seed: 2, batches: 20)]
    let mean = try Model.average(models, shares: [3, 1], name: "mean")
    #expect(mean.name == "mean" && mean.weights.count == models[0].weights.count)
    for parameter in mean.graph.parameters {
      let found = try #require(mean.weights[parameter.key])
      let both = try models.map { try #require($0.weights[parameter.key]) }
      if parameter.role == .batchCount {
        #expect(try found.item() == 10, "\(parameter.key)")
      } else {
        let expected = try both[0] * 0.75 + both[1] * 0.25
        #expect(try Difference(parameter.key, found, expected).relative < 1e-6)
      }
    }
  }

  @Test func aModelIsTheMeanOfItself() throws {
    let model = try model("a", seed: 1, batches: 10)
    let mean = try Model.average([model, model, model], name: "mean")
    let input = try Formula.input(height: 32, width: 32)
    let difference = try Difference(
      "logits", mean.executor().output(input), model.executor().output(input))
    #expect(difference.relative < 1e-5, "\(difference)")
  }

  @Test func itsDescriptionIsWhatAllAgreeOn() throws {
    let first = try model("a", seed: 1, batches: 1)
    let second = try model("b", seed: 2, batches: 1) { metadata in
      metadata.training?.pictureSize = 96
      metadata.defaultLayers = ["relu4_1"]
      metadata.license = "CC BY 4.0"
    }
    let mean = try Model.average([first, second], name: "mean").metadata
    #expect(mean.architecture == first.metadata.architecture && mean.classNames == ["ant", "bee"])
    #expect(mean.training == TrainingRecord(dataset: "insects", split: "0.8"))
    #expect(
      mean.defaultLayers == ["relu3"] && mean.license == "CC0; CC BY 4.0" && mean.attribution == "nobody")
  }

  @Test func itsRecipeIsWhatAllAgreeOn() throws {
    func recipe(seeds: String...) throws -> [String: String]? {
      let models = try seeds.enumerated().map { index, seed in
        try model("\(index)", seed: 1, batches: 1) {
          $0.training?.recipe = ["split": "0.8", "seed": seed, "epochs": "[\(index)]"]
        }
      }
      return try Model.average(models, name: "mean").metadata.training?.recipe
    }
    #expect(try recipe(seeds: "7", "7") == ["split": "0.8", "seed": "7"])
    #expect(try recipe(seeds: "7", "8") == ["split": "0.8"])
  }

  @Test func modelsThatDoNotGoTogetherAreNamed() throws {
    let first = try model("a", seed: 1, batches: 1)
    let architecture = try Architecture(network: "vgg11_bn", head: .pooled, classes: 2)
    func answer(_ metadata: ModelMetadata) throws -> String? {
      let other = try Model(name: "b", metadata: metadata, weights: first.weights)
      return #expect(throws: AverageError.self) { try Model.average([first, other], name: "mean") }?
        .description
    }
    let classes = ModelMetadata(architecture: architecture, classNames: ["bee", "ant"])
    let expected = "a and b know different classes; an average takes models that were trained from one start"
    #expect(try answer(classes) == expected)
    let normalization = ModelMetadata(
      architecture: architecture, classNames: ["ant", "bee"], normalization: .none)
    #expect(
      try answer(normalization)?.hasPrefix("a and b take pictures of different normalization; ") == true)
    let other = try Model.small()
    let error = #expect(throws: AverageError.self) { try Model.average([first, other], name: "mean") }
    #expect(error?.difference == .network)
  }
}
