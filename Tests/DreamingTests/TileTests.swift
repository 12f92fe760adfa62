import Networks
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
        let layer = part.subject.layers[0]
        let isEnergy = part.subject == .energy(layer: layer)
        return WeightedTerm(
          weight: part.weight,
          term: isEnergy
            ? LayerEnergy(layer)
            : try Direction(
              layer: layer, channels: [3...3], of: dreamer.graph.channels(of: layer), place: nil))
      })
    let whole = try WholePicture(network: dreamer.network).gradients(of: [term], at: picture)[0]
    let tiled = dreamer.source(at: size, tile: 80)
    #expect(tiled is TiledPicture)
    let found = try tiled.gradients(of: [term], at: picture, rule: .exact)[0]
    let difference = try Difference("tiled gradient of \(text)", found.gradient, whole.gradient)
    #expect(difference.relative <= 1e-4, "\(difference)")
    #expect(abs(found.value - whole.value) <= 0.1 * abs(whole.value))
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
    #expect(throws: DreamError.self) { _ = try dreamer.plan(forPhoto: photo) }
  }

  @Test func refusals() throws {
    let small = try makeDreamer(
      quickOptions {
        $0.objective = try Objective("relu5_2")
        $0.tile = 64
      })
    #expect(
      throws: DreamError.option("--tile", takes: "a whole number from 128 for these layers", got: "64")
    ) { _ = try small.plan(forPhoto: PixelSize(width: 900, height: 600)) }
    let placed = try makeDreamer(
      quickOptions {
        $0.objective = try Objective("relu3_1:2@0.5,0.5")
        $0.tile = 256
      })
    #expect(throws: DreamError.cannotBeTiled) {
      _ = try placed.plan(forPhoto: PixelSize(width: 900, height: 600))
    }
  }
}
