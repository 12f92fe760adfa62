import Foundation
import Testing

@Suite("reverie layers")
struct LayersTests {
  @Test func vgg16() throws {
    let run = try reverie("layers", "--network", "vgg16")
    #expect(run.code == 0)
    #expect(run.error == "")
    let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(
      lines.first
        == "layer            kind               output  field  stride   parameters  mult-adds")
    #expect(
      lines[4]
        == "conv1_2          convolution    64×224×224      5       1       36,928     1.85 G")
    #expect(
      lines.contains(
        "relu4_3 (relu4)  ReLU            512×28×28     92       8            -          -"))
    #expect(
      lines.contains(
        "fc6              linear               4096    all       -  102,764,544      103 M"))
    #expect(
      run.output.hasSuffix(
        "\n\nvgg16, 1,000 classes, for a picture of 224×224 pixels: 40 layers, 138,357,544 parameters, "
          + "15.5 G multiply-adds.\n"))
  }

  @Test func jsonHoldsTheSame() throws {
    let run = try reverie("layers", "--network", "resnet50", "--classes", "67", "--size", "384x512", "--json")
    #expect(run.code == 0)
    let list = try JSONDecoder().decode(List.self, from: Data(run.output.utf8))
    #expect(list.classes == 67)
    #expect(list.height == 384)
    #expect(list.width == 512)
    let layer = try #require(list.layers.first { $0.aliases == ["botneck1", "layer1"] })
    #expect(layer.name == "layer1.2")
    #expect(layer.shape == [256, 96, 128])
  }

  @Test(arguments: [
    (
      ["--network", "vgg61"],
      "there is no network 'vgg61'; nearest: vgg11, vgg13, vgg16, vgg19, vgg11_bn"
    ),
    (["--network", "resnet18", "--head", "pooled"], "resnet18 has no head 'pooled'; leave --head out"),
    (
      ["--network", "vgg16", "--size", "31"],
      "a picture of 31×31 pixels is too small for layer pool5; its sides need at least 32 pixels"
    ),
    (
      ["--network", "vgg11_paper", "--size", "100x120"],
      "a picture of 120×100 pixels does not fit layer dense1, which needs 224×224"
    ),
  ])
  func wrongInput(arguments: [String], line: String) throws {
    #expect(try reverie(["layers"] + arguments) == Run(code: 1, output: "", error: "reverie: \(line)\n"))
  }
}

private struct List: Decodable {
  struct Row: Decodable {
    let name: String
    let aliases: [String]
    let shape: [Int]
  }
  let classes: Int
  let height: Int
  let width: Int
  let layers: [Row]
}
