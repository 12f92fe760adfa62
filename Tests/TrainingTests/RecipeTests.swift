import Foundation
import Networks
import Testing
import TestSupport
import Torch

@testable import Training

@Suite("Recipes")
struct RecipeTests {
  @Test func paperIsWhatTheNotebooksDo() throws {
    let vgg = Recipe.paper.options(for: "vgg11_paper")
    #expect(vgg.optimizer == .sgd && vgg.learningRate == 0.001 && vgg.momentum == 0.9 && !vgg.nesterov)
    #expect(vgg.batchSize == 25 && vgg.epochs == [100] && vgg.sizes == [224])
    #expect(vgg.normalization == .none && vgg.trainingTransform(inEpoch: 0) == .stretch(side: 224))
    #expect(
      vgg.testTransform(for: 224) == .stretch(side: 224)
        && vgg.augmentation == .init(trivialAugment: false, erasing: 0, fill: [0, 0, 0]))
    #expect(vgg.learningRate(step: 0, stepsPerEpoch: 9) == 0.001)
    #expect(vgg.labelSmoothing == 0 && vgg.weightDecay == 0 && vgg.initialization == .pytorch)
    #expect(Recipe.paper.options(for: "resnet152").optimizer == .adam)
  }

  @Test func allAreSoundAndSurviveJSON() throws {
    for recipe in Recipe.allCases {
      let options = recipe.options(for: "resnet50")
      try options.validate()
      #expect(try TrainingOptions(json: Data(options.json().utf8)) == options)
    }
    let changed = try TrainingOptions(json: Data(#"{"epochs": [7], "seed": 18446744073709551615}"#.utf8))
    #expect(changed.epochs == [7] && changed.sizes == TrainingOptions().sizes && changed.seed == .max)
  }

  @Test func aFileMayBeBasedOnAnyRecipe() throws {
    func options(_ json: String, network: String? = nil) throws -> TrainingOptions {
      try TrainingOptions(json: Data(json.utf8), network: network)
    }
    for recipe in Recipe.allCases {
      var expected = recipe.options(for: "resnet152")
      expected.batchSize = 7
      let name = recipe.rawValue
      #expect(try options(#"{"basedOn": "\#(name)", "network": "resnet152", "batchSize": 7}"#) == expected)
      #expect(try options(#"{"basedOn": "\#(name)", "batchSize": 7}"#, network: "resnet152") == expected)
    }
    let paper = try options(#"{"basedOn": "paper", "network": "vgg11_paper"}"#, network: "resnet152")
    #expect(paper.network == "resnet152" && paper.optimizer == .adam)
    #expect(try options("{}") == TrainingOptions())
  }

  @Test func aFileFromAStrangerIsRefusedInOneLine() {
    func expect(_ json: String, _ line: String) {
      #expect {
        try TrainingOptions(json: Data(json.utf8))
      } throws: {
        "\($0)" == line
      }
    }
    expect(
      #"{"mixups": 1}"#, "a recipe has no setting 'mixups'; nearest: mixup, sizes, epochs")
    expect(
      #"{"epochs": 3}"#,
      "the recipe cannot be used: 'epochs' has a value of the wrong kind: 3 is not whole numbers from 1 to 100000"
    )
    expect(
      #"{"basedon": "modern"}"#,
      "a recipe has no setting 'basedon'; nearest: basedOn, nesterov, seed")
    expect(
      #"{"basedOn": "moderm"}"#,
      "there is no recipe 'moderm' to base one on; nearest: modern, paper, plain, finetune")
    expect(#"{"basedOn": 3}"#, "the recipe cannot be used: 'basedOn' has a value of the wrong kind")
    expect(
      #"{"network": 3}"#,
      "the recipe cannot be used: 'network' has a value of the wrong kind: 3 is not a text")
    expect("[1]", "the recipe cannot be used: it is not an object of JSON")
    expect("", "the recipe cannot be used: it is not an object of JSON")
  }

  @Test func aStateHoldsFiniteNumbersAndAllMemories() throws {
    let scratch = try TemporaryFolder()
    let path = scratch.path("state.safetensors")
    let good = try TrainingState(
      position: .init(), weights: ["w": .ones([2])], memory: ["momentum/w": .ones([2])], average: [:])
    try good.save(to: path)
    let before = try scratch.read("state.safetensors")
    for value in [Float.nan, .infinity] {
      let bad = try TrainingState(
        position: .init(), weights: ["w": Tensor([1, value], shape: [2])], memory: [:], average: [:])
      #expect(throws: TrainingError.notFinite) { try bad.save(to: path) }
    }
    #expect(try scratch.read("state.safetensors") == before)
    let graph = Graph(
      layers: [
        Layer(name: "fc", operation: Linear(inputs: 2, outputs: 1), inputs: [Layer.input], key: "fc")
      ],
      initialization: .pytorch)
    let weights: [String: Tensor] = try ["fc.weight": .ones([1, 2]), "fc.bias": .ones([1])]
    for memory: [String: Tensor] in try [[:], ["momentum/fc.bias": .ones([1])]] {
      let state = TrainingState(position: .init(), weights: weights, memory: memory, average: [:])
      #expect(throws: TrainingError.self) {
        try TrainableModel(graph, classes: 2, TrainingOptions(), .single, state: state)
      }
    }
  }

  @Test func residualBranchesStartAtZero() throws {
    var options = Recipe.modern.options(for: "resnet50")
    options.batchSize = 8
    let model = try TrainableModel(
      Architecture(network: "resnet50", classes: 3).graph, classes: 3, options, .single, state: nil)
    #expect(try model.weights["layer1.0.bn3.weight"]?.magnitude().sum().item() == 0)
    #expect(try model.weights["layer1.0.downsample.1.weight"]?.sum().item() == 256)
  }
}
