import Imaging
import Networks
import Testing
import TestSupport
import Torch

@testable import Dreaming

/// An objective meets a network: names, classes, channels, and what is missing.
@Suite struct ObjectiveResolutionTests {
  let graph: Graph
  let classNames = ["owl", "fox", "newt", "bee", "elk"]

  init() throws { graph = try Architecture(network: "vgg11_bn", head: .pooled, classes: 5).graph }

  private func resolved(_ text: String, names: [String]? = nil) throws -> Objective {
    try Objective(text).resolved(in: graph, classNames: names ?? classNames)
  }

  @Test func aliasesClassesAndDoubles() throws {
    #expect(try resolved("relu3 + 0.5*relu3_2").description == "1.5*relu3_2")
    #expect(try resolved("relu3:4-6 - relu2").description == "relu3_2:4-6 - relu2_1")
    #expect(try resolved("class(newt)").description == "fc:2")
    #expect(try resolved("class(Fox)").description == "fc:1")
    #expect(try resolved("class(4)").description == "fc:4")
    #expect(try resolved("class(4)", names: []).description == "fc:4")
  }

  @Test(arguments: [
    ("rel3_2", "there is no layer 'rel3_2'; nearest: relu3_2, "),
    ("style(relu1_1, nix)", "there is no layer 'nix'; nearest: "),
    ("relu1_1:64", "relu1_1 has no channel 64; its channels are 0 to 63"),
    ("relu1_1:3,60-70", "relu1_1 has no channel 70; its channels are 0 to 63"),
    ("fc:5", "fc has no channel 5; its channels are 0 to 4"),
    ("fc:1@0.5,0.5", "fc takes the whole picture together; choose a layer before it"),
    ("style(relu1_1, avgpool)", "avgpool takes the whole picture together; choose a layer before it"),
    ("class(owls)", "the model has no class 'owls'; nearest: owl, elk, fox"),
    ("class(5)", "the model has no class '5'; nearest: "),
    ("class(-1)", "the model has no class '-1'; nearest: "),
  ])
  func unknownThingsHaveOneLine(text: String, start: String) throws {
    let error = #expect(throws: DreamError.self) { _ = try resolved(text) }
    let line = try #require(error?.description)
    #expect(line.hasPrefix(start), "\(line)")
    #expect(!line.contains("\n"))
  }

  @Test func aClassWithoutNames() {
    let error = #expect(throws: DreamError.self) { _ = try resolved("class(owl)", names: []) }
    #expect(error?.description == "the model has no class 'owl'; give an index from 0 to 4")
  }

  @Test func aHeadOfOneSizeSaysWhich() throws {
    let graph = try Architecture(network: "vgg11_paper", classes: 5).graph
    var weights: [String: Tensor] = [:]
    for parameter in graph.parameters { weights[parameter.key] = try .zeros(parameter.shape) }
    let dreamer = try Dreamer(
      architecture: graph, weights: weights, normalization: .none,
      options: quickOptions { $0.objective = Objective(.classScore("3")) })
    let error = #expect(throws: DreamError.self) {
      _ = try dreamer.plan(forPhoto: PixelSize(width: 300, height: 224))
    }
    #expect(
      error?.description == "the network takes pictures of 224×224 pixels only, as dense1 needs them;"
        + " give a photo of that size with `pyramidSize` 1, or choose a layer before it")
  }

  @Test func whatIsMissingIsNamed() throws {
    func refusal(_ text: String, _ change: (inout DreamInputs) -> Void = { _ in }) throws -> String? {
      var inputs = DreamInputs()
      change(&inputs)
      let objective = try Objective(text).resolved(in: graph, classNames: [])
      return #expect(throws: DreamError.self) { try inputs.check(for: objective, in: graph) }?.description
    }
    #expect(try refusal("style(relu1_1)") == "style(relu1_1) needs a picture; name it with `style`")
    #expect(try refusal("guide(relu2)") == "guide(relu2_1) needs a picture; name it with `guide`")
    let line = Image(width: 210, height: 10, bytes: [UInt8](repeating: 0, count: 6300))
    #expect(
      try refusal("guide(relu2)") { $0.guide = line }
        == "the picture of `guide` has 210×10 pixels; no side may be more than 20 times the other: cut it")
    #expect(
      try refusal("relu1_1:file(d.json)") { $0.directions["d.json"] = [1, 2] }
        == "d.json holds 2 numbers, but relu1_1 has 64 channels; give one for each")
  }

  @Test(arguments: [
    ("", nil, nil, "relu4_3"),
    ("relu2", nil, nil, "relu2"),
    ("", "s.jpg", nil, "style(relu1_1, relu2_1, relu3_1, relu4_1, relu5_1) + content(relu4_2)"),
    ("relu2", "s.jpg", nil, "relu2 + style(relu1_1, relu2_1, relu3_1, relu4_1, relu5_1)"),
    ("2*style(relu1_1)", "s.jpg", nil, "2*style(relu1_1)"),
    ("", nil, "g.jpg", "guide(relu4_3)"),
    ("guide(mean) - content", nil, "g.jpg", "guide(relu4_3, mean) - content(relu4_2)"),
  ])
  func theModelFillsTheGaps(_ text: String, style: String?, guide: String?, expected: String) throws {
    let architecture = try Architecture(network: "vgg16_bn", classes: 5)
    var options = DreamOptions()
    options.objective = text.isEmpty ? Objective() : try Objective(text)
    options.style = style
    options.guide = guide
    options.complete(for: architecture, defaultLayers: [])
    #expect(options.objective.description == expected)
    _ = try options.objective.resolved(in: architecture.graph, classNames: [])
  }

  @Test(arguments: Architecture.networks) func usualLayersExist(_ network: String) throws {
    let architecture = try Architecture(network: network, classes: 5)
    for name in architecture.styleLayers + [architecture.contentLayer] + architecture.dreamLayers {
      _ = try architecture.graph.layer(name)
    }
  }
}
