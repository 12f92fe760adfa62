import Networks
import Testing
import TestSupport
import Torch

@Suite struct ReportTests {
  private func report(
    _ network: String, height: Int = 224, width: Int = 224, classes: Int = 1000
  ) throws -> [String: LayerReport] {
    let graph = try Architecture(network: network, classes: classes).graph
    let reports = try graph.report(height: height, width: width)
    return Dictionary(uniqueKeysWithValues: reports.map { ($0.layer.name, $0) })
  }

  /// By hand: a kernel k adds (k − 1) times the stride before it. VGG16, pool1: 1 + 2 + 2 + 1 = 6, then stride 2; and
  /// so on. ResNet50 in torchvision's form has the stride in the 3×3 convolutions: 11 after the pool,
  /// + 3·8 = 35, + 8 + 3·16 = 91, + 16 + 5·32 = 267, + 32 + 2·64 = 427 (483 with TF-slim's strides). GoogLeNet: 11 after
  /// the first pool, + 8 + 8 = 27 after the second, + 16 a module and at the third pool: 75, + 32 a module.
  @Test(arguments: [
    ("vgg16", "relu1_1", 3, 1), ("vgg16", "pool1", 6, 2), ("vgg16", "pool2", 16, 4),
    ("vgg16", "relu3_1", 24, 4), ("vgg16", "relu4_1", 60, 8), ("vgg16", "pool5", 212, 32),
    ("vgg16_bn", "relu4_1", 60, 8), ("resnet50", "conv1", 7, 2), ("resnet50", "maxpool", 11, 4),
    ("resnet50", "layer1.2", 35, 4), ("resnet50", "layer2.3", 91, 8), ("resnet50", "layer3.5", 267, 16),
    ("resnet50", "layer4.2", 427, 32), ("resnet18", "layer4.1", 435, 32), ("vgg16_paper", "relu3", 40, 4),
    ("googlenet", "conv3", 19, 4), ("googlenet", "inception3b", 59, 8), ("googlenet", "inception4c", 171, 16),
    ("alexnet", "relu2", 51, 8), ("alexnet", "relu5", 163, 16), ("alexnet", "pool5", 195, 32),
  ])
  func receptiveFields(_ network: String, _ layer: String, _ field: Int, _ stride: Int) throws {
    let found = try #require(try report(network)[layer])
    #expect(found.receptiveField == field)
    #expect(found.stride == stride)
  }

  @Test func whatFollowsAGlobalPoolSeesAll() throws {
    let found = try report("resnet50")
    #expect(found["avgpool"]?.receptiveField == nil)
    #expect(found["fc"]?.shape == [1000])
  }

  /// Billions of multiply-adds at 224×224, as torchvision's documentation lists them.
  @Test(arguments: [
    ("vgg11", 7.61), ("vgg13", 11.31), ("vgg16", 15.47), ("vgg19", 19.63), ("resnet18", 1.81),
    ("resnet34", 3.66), ("resnet50", 4.09), ("resnet101", 7.80), ("resnet152", 11.51),
    ("googlenet", 1.498), ("alexnet", 0.714),
  ])
  func multiplyAdds(_ network: String, _ billions: Double) throws {
    let found = try report(network).values.map(\.multiplyAdds).reduce(0, +)
    #expect(abs(Double(found) / 1e9 / billions - 1) < 0.01, "\(network): \(found)")
  }

  /// What the report says is what comes out, at a size whose halves are odd.
  @Test(arguments: ["vgg11_bn", "resnet18", "resnet50", "googlenet", "alexnet"]) func shapesAreTheExecutors(
    _ network: String
  ) throws {
    let head: Head = network.hasPrefix("vgg") ? .pooled : .standard
    let graph = try Architecture(network: network, head: head, classes: 7).graph
    let executor = try Executor(graph, weights: try Formula.weights(of: graph))
    let names = Set(graph.layers.map(\.name))
    let (height, width) = network == "alexnet" ? (71, 94) : (45, 70)
    let outputs = try executor.activations(of: names, try Formula.input(height: height, width: width))
    for report in try graph.report(height: height, width: width) {
      #expect(outputs[report.layer.name]?.shape == [1] + report.shape, "\(report.layer.name)")
    }
  }

  @Test func tooSmallPicturesLearnWhichSizeWorks() throws {
    let graph = try Architecture(network: "vgg16", classes: 10).graph
    let error = try #require(throws: NetworkError.self) { try graph.report(height: 20, width: 300) }
    #expect(error == .pictureTooSmall(height: 20, width: 300, layer: "pool5", smallest: 32))
    #expect(
      error.description
        == "a picture of 300×20 pixels is too small for layer pool5; its sides need at least 32 pixels")
    #expect(try graph.report(height: 32, width: 32).count == graph.layers.count)
    #expect(try graph.truncated(at: ["relu3_1"]).smallestSide == 4)
    #expect(try Architecture(network: "alexnet", classes: 10).graph.smallestSide == 63)
  }

  @Test func thePapersHeadNamesItsSize() throws {
    let graph = try Architecture(network: "vgg16_paper", classes: 67).graph
    let error = try #require(throws: NetworkError.self) { try graph.report(height: 200, width: 300) }
    #expect(
      error.description == "a picture of 300×200 pixels does not fit layer dense1, which needs 224×224")
    #expect(try graph.truncated(at: ["relu5"]).report(height: 200, width: 300).last?.shape == [512, 12, 18])
  }
}
