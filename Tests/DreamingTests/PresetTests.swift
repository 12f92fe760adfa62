import Networks
import Testing

@testable import Dreaming

@Suite struct PresetTests {
  /// Every network gets a layer of its own from every look that needs no certain network.
  @Test(arguments: Architecture.networks) func everyNetworkHasALayerForEveryLook(_ network: String) throws {
    let architecture = try Architecture(network: network, classes: 5)
    for preset in Preset.all where preset.network == nil && preset.name != "paper" {
      let layers = preset.options(for: architecture.graph).objective.layers
      #expect(layers.count == 1 || network == "alexnet", "\(preset.name)")
      for layer in layers { _ = try architecture.graph.layer(layer) }
    }
  }

  @Test func theLooksDiffer() {
    for (index, preset) in Preset.all.enumerated() {
      #expect(!preset.summary.isEmpty)
      for other in Preset.all[..<index] {
        let differs = other.options != preset.options || other.network != preset.network
        #expect(other.name != preset.name && differs, "\(preset.name), \(other.name)")
      }
    }
  }

  @Test func theDefaultIsTheFirst() throws {
    let architecture = try Architecture(network: "vgg16", head: .absent, classes: 0)
    var options = DreamOptions()
    options.complete(for: architecture, defaultLayers: [])
    #expect(Preset.all[0].options(for: architecture.graph) == options)
  }

  @Test(arguments: [
    ("paper-vgg11-relu2", "vgg11", true), ("paper-vgg11-relu2", "vgg11_bn", true),
    ("paper-vgg11-relu2", "vgg16", false), ("paper-resnet152-relu", "resnet50", false),
    ("eyes", "googlenet", true),
  ])
  func aPresetFitsItsNetwork(_ name: String, network: String, fits: Bool) throws {
    #expect(try Preset.named(name).fits(Architecture(network: network, classes: 5)) == fits)
  }

  @Test func aPaperPresetKeepsItsLayerOnOtherNetworks() throws {
    let graph = try Architecture(network: "vgg11", classes: 5).graph
    #expect(try Preset.named("paper-resnet50-botneck1").options(for: graph).objective.layers == ["botneck1"])
  }
}
