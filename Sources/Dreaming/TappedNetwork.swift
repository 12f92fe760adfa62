internal import Networks
internal import Torch

/// A network as far as some of its layers, ready to give their gradients to the picture.
///
/// What pools over a grid of cells or flattens takes the whole picture together. The network is cut there:
/// the trunk runs as any network, whole or tile by tile; a head turns the trunk's output into that of the
/// layer which is asked for.
struct TappedNetwork {
  /// The part of the network that runs, trunk and heads: it ends with the deepest of the layers.
  let graph: Graph
  /// The part whose layers each see their own place of the picture; it may run tile by tile.
  let trunk: Graph
  /// The trunk's layers that are looked at.
  let taps: [String]
  /// The trunk with its weights.
  let network: FrozenNetwork
  /// What follows the trunk, for each of the layers there.
  let heads: [String: FrozenHead]
  /// What the network computes in: `float32` or `bfloat16`.
  let precision: DType
  /// Where the network runs.
  let device: Device

  /// The part of a network that ends with `layers`, by name.
  ///
  /// - Throws: `DreamError.network` for missing or wrong weights; `TorchError` when there is no memory for
  ///   them.
  init(
    _ graph: Graph, layers: [String], weights: [String: Tensor], precision: ComputePrecision, device: Device
  ) throws {
    self.precision = precision.dtype(on: device)
    self.device = device
    do {
      let trunks = try layers.map { (layer: $0, trunk: try graph.trunk(of: $0)) }
      var heads: [String: FrozenHead] = [:]
      for (trunk, behind) in Dictionary(grouping: trunks, by: \.trunk) {
        guard let trunk else { continue }
        let layers = behind.map(\.layer)
        let head = FrozenHead(
          trunk: trunk,
          network: try FrozenNetwork(
            graph.subgraph(from: trunk, to: layers), taps: layers, weights: weights,
            precision: self.precision,
            device: device))
        for layer in layers { heads[layer] = head }
      }
      self.heads = heads
      taps = trunks.map { $0.trunk ?? $0.layer }
      self.graph = try graph.truncated(at: layers)
      trunk = try graph.truncated(at: taps)
      network = try FrozenNetwork(
        trunk, taps: taps, weights: weights, precision: self.precision, device: device)
    } catch let error as NetworkError {
      throw DreamError.network(error)
    }
  }

  /// The part of a network that ends with `taps`, uncut: pictures are seen whole.
  ///
  /// - Throws: As above.
  init(
    whole graph: Graph, taps: [String], weights: [String: Tensor], precision: ComputePrecision, device: Device
  ) throws {
    self.precision = precision.dtype(on: device)
    self.device = device
    self.taps = taps
    heads = [:]
    do {
      self.graph = try graph.truncated(at: taps)
      trunk = self.graph
      network = try FrozenNetwork(
        trunk, taps: taps, weights: weights, precision: self.precision, device: device)
    } catch let error as NetworkError {
      throw DreamError.network(error)
    }
  }

  /// Where the gradients of pictures of a size come from.
  ///
  /// - Parameters:
  ///   - side: The side of the tiles for pictures that are larger; `nil`: no tiles.
  ///   - halo: What tiles see around their cores in pixels; `nil`: as much as counts, two thirds of the
  ///     receptive field, whose rim is faint, and a quarter of the tile at the most.
  func source(at size: PixelSize, tile side: Int?, halo: Int? = nil) -> any GradientSource {
    let whole = WholePicture(network: network)
    guard let side, max(size.width, size.height) > side else { return whole }
    let halo = halo ?? min((2 * receptiveField + 2) / 3, side / 4)
    let reports = (try? trunk.report(height: size.height, width: size.width)) ?? []
    let grids = reports.filter { $0.shape.count == 3 }.map { report in
      (
        report.layer.name,
        LayerGrid(rows: report.shape[1], columns: report.shape[2], stride: report.stride ?? 1)
      )
    }
    return TiledPicture(
      whole: whole, tiling: Tiling(of: size, side: side, halo: halo, stride: stride),
      grids: Dictionary(uniqueKeysWithValues: grids))
  }
}

/// The part of a network that takes the whole picture together, and the layer before it.
struct FrozenHead {
  /// The last layer whose outputs each see their own place.
  let trunk: String
  /// What follows, with all layers tapped that terms look at; its input is the trunk's output.
  let network: FrozenNetwork
}

// MARK: - Sizes

extension TappedNetwork {
  /// The shortest side that a tile may have, in pixels.
  var smallestTile: Int { max(trunk.smallestSide ?? 0, 8 * stride, 64) }

  /// The largest distance of neighboring outputs among the layers that tiles are seen by, in pixels.
  var stride: Int { tapped.compactMap(\.stride).max() ?? 1 }

  /// The largest receptive field among the layers that tiles are seen by, in pixels.
  var receptiveField: Int { tapped.compactMap(\.receptiveField).max() ?? 1 }

  private var tapped: [LayerReport] {
    let reports = (try? trunk.report(height: 512, width: 512)) ?? []
    return reports.filter { taps.contains($0.layer.name) }
  }

  /// The bytes that a pass over a picture of a size and its way back take at most.
  func memory(of size: PixelSize) throws(DreamError) -> Int {
    do {
      return try network.memory(height: size.height, width: size.width)
    } catch {
      throw .network(error)
    }
  }

  /// The numbers that a layer puts out for a picture of a size; 0 for a layer that is not there.
  func elements(of layer: String?, at size: PixelSize) -> Int {
    let reports = (try? graph.report(height: size.height, width: size.width)) ?? []
    return reports.first { $0.layer.name == layer }?.shape.reduce(1, *) ?? 0
  }
}
