import Imaging
import Networks
import Settings
import TestSupport
import Testing
import Torch

@testable import Dreaming

/// Tiles and memory: what is cut, what comes out, what is refused.
@Suite struct TileTests {
  @Test(arguments: [(100, 64, 9, 8), (1000, 200, 36, 8), (517, 128, 11, 4), (64, 64, 50, 16), (65, 64, 5, 1)])
  func coresCoverEveryPixelOnce(_ length: Int, _ side: Int, _ halo: Int, _ stride: Int) {
    let size = PixelSize(width: length, height: length / 2 + 3)
    var covered = [Int](repeating: 0, count: size.pixels)
    for tile in Tiling(of: size, side: side, halo: halo, stride: stride).tiles {
      #expect(tile.rows.count <= side && tile.columns.count <= side)
      #expect(tile.rows.lowerBound % stride == 0 && tile.columns.lowerBound % stride == 0)
      #expect(tile.coreRows.lowerBound - tile.rows.lowerBound >= halo || tile.rows.lowerBound == 0)
      #expect(tile.rows.upperBound - tile.coreRows.upperBound >= halo || tile.rows.upperBound == size.height)
      #expect(tile.coreColumns.lowerBound - tile.columns.lowerBound >= halo || tile.columns.lowerBound == 0)
      #expect(
        tile.columns.upperBound - tile.coreColumns.upperBound >= halo || tile.columns.upperBound == size.width
      )
      for y in tile.coreRows { for x in tile.coreColumns { covered[y * size.width + x] += 1 } }
    }
    #expect(covered.allSatisfy { $0 == 1 })
  }

  /// With a halo of the receptive field the gradient is the whole picture's, up to rounding.
  @Test(arguments: ["relu2_1", "relu3_1 - 0.5*relu2_1:3", "pool2"])
  func gradientOfTilesIsThatOfTheWhole(_ text: String) throws {
    let options = try quickOptions { $0.objective = try Objective(text) }
    let dreamer = try makeDreamer(options)
    let size = PixelSize(width: 151, height: 118)
    let picture = try Normalization.imageNet.normalize(
      smallPhoto().tensor().resized(height: size.height, width: size.width, antialias: true))
    let term = WeightedSum(
      parts: try dreamer.objective.parts.map { part in
        let layer = part.target.layers[0]
        let isEnergy = part.target == .energy(layer: layer)
        return WeightedTerm(
          weight: part.weight,
          term: isEnergy
            ? LayerEnergy(layer)
            : try ChannelDirection(
              layer: layer, channels: [3...3], of: dreamer.graph.channels(of: layer), place: nil))
      })
    let whole = try WholePicture(network: dreamer.network.network).gradients(of: [term], at: picture)[0]
    let tiled = dreamer.network.source(at: size, tile: 80, halo: dreamer.network.receptiveField - 1)
    #expect(tiled is TiledPicture)
    let found = try tiled.gradients(of: [term], at: picture, rule: .exact)[0]
    let difference = try Difference("tiled gradient of \(text)", found.gradient, whole.gradient)
    #expect(difference.relative <= 1e-4, "\(difference)")
    #expect(abs(found.value - whole.value) <= 0.1 * abs(whole.value))
  }

  /// What takes the whole picture together, or compares it place by place, has the whole picture's value and
  /// gradient too.
  @Test(arguments: [true, false]) func transferOfTilesIsThatOfTheWhole(balanced: Bool) throws {
    let text = "style(relu1_1, relu2_1) + 3*content(relu2_1) + 0.5*relu2_1"
    let dreamer = try transferDreamer(text) { $0.layerBalance = balanced }
    let size = PixelSize(width: 151, height: 118)
    let photo = try smallPhoto().tensor().resized(to: size, antialias: true)
    let picture = try Normalization.imageNet.normalize(photo.flipped(3))
    func gradients(tile: Int?) throws -> [TermGradient] {
      let halo = dreamer.network.receptiveField - 1
      let terms = TermBuilder(
        objective: dreamer.objective, network: dreamer.network, normalization: .imageNet,
        inputs: dreamer.inputs, photo: try Normalization.imageNet.normalize(photo), tile: tile, halo: halo)
      let groups = try terms.terms(at: size).grouped(balanced: balanced)
      return try dreamer.network.source(at: size, tile: tile, halo: halo)
        .gradients(of: groups.map(\.term), at: picture, rule: .exact)
    }
    for (tiled, whole) in zip(try gradients(tile: 80), try gradients(tile: nil)) {
      let difference = try Difference("tiled gradient", tiled.gradient, whole.gradient)
      #expect(difference.relative <= 1e-4, "\(difference)")
      #expect(abs(tiled.value - whole.value) <= 0.1 * abs(whole.value))
    }
  }

  @Test func styleKeepsItsValueInTiles() throws {
    let dreamer = try transferDreamer("style(relu1_1, relu2_1)")
    let size = PixelSize(width: 151, height: 118)
    let picture = try Normalization.imageNet.normalize(smallPhoto().tensor().resized(to: size))
    let style = try StyleMatch(
      dreamer.objective.layers,
      grams: WholePicture(network: dreamer.network.network).grams(
        of: dreamer.objective.layers, in: picture.flipped(2)))
    func value(tile: Int?) throws -> Double {
      try dreamer.network.source(at: size, tile: tile, halo: dreamer.network.receptiveField - 1)
        .gradients(of: [style], at: picture, rule: .exact)[0].value
    }
    let (tiled, whole) = (try value(tile: 80), try value(tile: nil))
    #expect(abs(tiled - whole) <= 1e-4 * abs(whole))
  }

  /// Put together from cores, a layer's output is the whole picture's; so it is for a layer of its own grid.
  @Test func outputsOfTilesAreThatOfTheWhole() throws {
    let dreamer = try makeDreamer(quickOptions { $0.objective = energy("relu2_1", "pool2") })
    let size = PixelSize(width: 151, height: 119)
    let picture = try Normalization.imageNet.normalize(smallPhoto().tensor().resized(to: size))
    let layers = dreamer.objective.layers
    let tiled = try dreamer.network.source(at: size, tile: 80, halo: dreamer.network.receptiveField - 1)
      .activations(of: layers, in: picture)
    let whole = try dreamer.network.source(at: size, tile: nil).activations(of: layers, in: picture)
    for layer in layers {
      let difference = try Difference(layer, #require(tiled[layer]), #require(whole[layer]))
      #expect(difference.relative <= 1e-5, "\(difference)")
    }
  }

  @Test func transferOfTilesDreamsAsTheWhole() throws {
    func dream(_ tile: Int?) throws -> Tensor {
      let dreamer = try transferDreamer("style(relu1_1, relu2_1) + 2*content(relu2_1)") { $0.tile = tile }
      return try dreamer.dream(smallPhoto())
    }
    let difference = try Difference("tiled transfer", dream(64), dream(nil))
    #expect(difference.psnr >= 45, "\(difference)")
  }

  /// The score of a class is that of the whole picture, whatever the head: one linear layer behind a mean, or
  /// three behind a grid of 7×7 cells.
  @Test(arguments: [Head.pooled, .standard]) func classOfTilesIsThatOfTheWhole(_ head: Head) throws {
    let graph = try Architecture(network: "vgg11_bn", head: head, classes: 5).graph
    let weights = try Formula.weights(of: graph)
    let dreamer = try Dreamer(
      architecture: graph, weights: weights, normalization: .imageNet,
      options: quickOptions { $0.objective = try Objective("class(3)") })
    let layer = try #require(graph.scoreLayer).name
    #expect(dreamer.objective.layers == [layer] && dreamer.network.trunk.layers.last?.name == "pool5")
    let size = PixelSize(width: 448, height: 96)
    let picture = try Normalization.imageNet.normalize(smallPhoto().tensor().resized(to: size))
    let score = try ChannelDirection(layer: layer, channels: [3...3], of: 5)
    let expected = try WholePicture(network: ReferenceNetwork(graph, taps: [layer], weights: weights))
      .gradients(of: [score], at: picture)[0]
    func found(tile: Int?) throws -> TermGradient {
      let halo = dreamer.network.receptiveField - 1
      let source = dreamer.network.source(at: size, tile: tile, halo: halo)
      let terms = TermBuilder(
        objective: dreamer.objective, network: dreamer.network, normalization: .imageNet,
        inputs: dreamer.inputs, photo: picture, tile: tile)
      return try source.gradients(of: [terms.terms(at: size)[0].term], at: picture, rule: .exact)[0]
    }
    let (whole, tiled) = (try found(tile: nil), try found(tile: 384))
    let ofScore = try Difference("gradient of a class", whole.gradient, expected.gradient)
    #expect(ofScore.cosine >= 0.99999, "\(ofScore)")
    let ofTiles = try Difference("tiled gradient of a class", tiled.gradient, whole.gradient)
    #expect(ofTiles.relative <= 1e-4, "\(ofTiles)")
    for value in [whole.value, tiled.value] {
      #expect(abs(value - expected.value) <= 1e-4 * abs(expected.value))
    }
  }

  /// AlexNet's convolutions and pools lack padding: a tile has fewer outputs than its share of the whole
  /// picture's. Its numbers are those of the whole but for that rim.
  @Test(arguments: ["class(3)", "conv1:3@0.5,0.23", "fc6 + 2*class(1) - conv2:5@0.3,0.99"])
  func tilesWithoutPadding(_ text: String) throws {
    let graph = try Architecture(network: "alexnet", classes: 5).graph
    let dreamer = try Dreamer(
      architecture: graph, weights: Formula.weights(of: graph), normalization: .imageNet,
      options: quickOptions { $0.objective = try Objective(text) })
    let size = PixelSize(width: 640, height: 480)
    let picture = try Normalization.imageNet.normalize(smallPhoto().tensor().resized(to: size))
    func found(tile: Int?) throws -> TermGradient {
      let source = dreamer.network.source(at: size, tile: tile, halo: 192)
      let terms = TermBuilder(
        objective: dreamer.objective, network: dreamer.network, normalization: .imageNet,
        inputs: dreamer.inputs, photo: picture, tile: tile)
      let sum = WeightedSum(parts: try terms.terms(at: size))
      return try source.gradients(of: [sum], at: picture, rule: .exact)[0]
    }
    let (whole, tiled) = (try found(tile: nil), try found(tile: 512))
    let difference = try Difference("tiled gradient of \(text)", tiled.gradient, whole.gradient)
    #expect(difference.cosine >= 0.999, "\(difference)")
  }

  /// A neuron is one tile's, or lies at the border of several that see it.
  @Test(arguments: ["conv2_1:3@0.1,0.1", "conv2_1:3@0.5,0.5", "relu1_1 + 20*conv2_1:3@0.49,0.35"])
  func neuronOfTilesIsThatOfTheWhole(_ text: String) throws {
    let dreamer = try makeDreamer(quickOptions { $0.objective = try Objective(text) })
    let size = PixelSize(width: 151, height: 118)
    let picture = try Normalization.imageNet.normalize(smallPhoto().tensor().resized(to: size))
    func found(tile: Int?) throws -> TermGradient {
      let source = dreamer.network.source(at: size, tile: tile, halo: dreamer.network.receptiveField - 1)
      let terms = TermBuilder(
        objective: dreamer.objective, network: dreamer.network, normalization: .imageNet,
        inputs: dreamer.inputs, photo: picture, tile: tile)
      let sum = WeightedSum(parts: try terms.terms(at: size))
      return try source.gradients(of: [sum], at: picture, rule: .exact)[0]
    }
    let (whole, tiled) = (try found(tile: nil), try found(tile: 80))
    let difference = try Difference("tiled gradient of \(text)", tiled.gradient, whole.gradient)
    #expect(difference.relative <= 1e-4, "\(difference)")
    #expect(abs(tiled.value - whole.value) <= 0.1 * abs(whole.value))
  }

  /// The style is the photo, upside down.
  private func transferDreamer(
    _ objective: String, _ change: (inout DreamOptions) -> Void = { _ in }
  ) throws -> Dreamer {
    var inputs = DreamInputs()
    inputs.style = try Image(smallPhoto().tensor().flipped(2))
    let options = try quickOptions {
      $0.objective = try Objective(objective)
      change(&$0)
    }
    return try makeDreamer(options, inputs: inputs)
  }

  @Test(arguments: PyramidKind.allCases) func dreamOfTilesIsThatOfTheWhole(_ kind: PyramidKind) throws {
    func dream(_ tile: Int?) throws -> Tensor {
      let options = try quickOptions {
        $0.objective = try Objective("relu2_1")
        $0.pyramid = kind
        $0.tile = tile
      }
      return try makeDreamer(options).dream(smallPhoto())
    }
    let difference = try Difference("tiled dream", dream(64), dream(nil))
    #expect(difference.psnr >= 45, "\(difference)")
  }

  @Test func memoryDecidesAboutTiles() throws {
    var dreamer = try makeDreamer(quickOptions { $0.objective = try Objective("relu3_1") })
    let photo = PixelSize(width: 900, height: 600)
    let whole = try dreamer.plan(forPhoto: photo)
    #expect(whole.tile == nil)
    dreamer.memoryLimit = whole.memory * 3 / 5
    let tiled = try dreamer.plan(forPhoto: photo)
    let tile = try #require(tiled.tile)
    #expect(tile < 900 && tiled.memory <= dreamer.memoryLimit)
    dreamer.memoryLimit = 1_000_000
    let refusal = #expect(throws: DreamError.self) { _ = try dreamer.plan(forPhoto: photo) }
    guard case .needsMemory(let least, _) = refusal else {
      Issue.record("\(String(describing: refusal))")
      return
    }
    dreamer.memoryLimit = least
    let smallest = try dreamer.plan(forPhoto: photo)
    #expect(smallest.tile != nil && smallest.memory == least)
  }

  @Test func refusals() throws {
    let small = try makeDreamer(
      quickOptions {
        $0.objective = try Objective("relu5_2")
        $0.tile = 64
      })
    #expect(
      throws: DreamError.setting(
        SettingError("tile", takes: "a whole number from 128 for these layers", got: "64"))
    ) { _ = try small.plan(forPhoto: PixelSize(width: 900, height: 600)) }
    var short = try makeDreamer(quickOptions { $0.tile = 256 })
    short.memoryLimit = 1_000_000
    #expect(throws: DreamError.self) { _ = try short.plan(forPhoto: PixelSize(width: 900, height: 600)) }
  }
}
