public import Imaging
public import Networks
public import Torch

/// Dreams with a network: pictures in which its layers see more and more of what they know.
///
/// The algorithm of "DeepDream: What I Dreamt While At College", after Mordvintsev, Olah & Tyka, "Inceptionism"
/// (2015): at every level of a pyramid, smallest first, the picture follows the gradient of an objective. A dreamer
/// stays on the thread that made it.
public struct Dreamer {
  /// The dream's settings, checked.
  public let options: DreamOptions
  /// What the dream makes larger, in the network's own names: layers by name, classes as channels of the last layer.
  public let objective: Objective
  /// The part of the network that runs: it ends with the deepest of the objective's layers.
  public let graph: Graph
  /// What the network computes in: `float32` or `bfloat16`.
  public let precision: DType
  /// What the dream needs beside the photo.
  public private(set) var inputs: DreamInputs
  /// The memory in bytes that a dream may take beside the program and the weights; tiles keep larger ones to it.
  public var memoryLimit = Int.max

  /// The part whose layers each see their own place of the picture; it may run tile by tile.
  let trunk: Graph
  let network: FrozenNetwork
  /// What follows the trunk, for each of the objective's layers there.
  let heads: [String: FrozenHead]
  private let device: Device
  private let normalization: Normalization

  /// A dreamer that makes `options.objective` rise.
  ///
  /// - Parameters:
  ///   - graph: The network.
  ///   - weights: Its state dictionary; keys beyond the deepest layer may be missing. Half-precision is widened.
  ///   - normalization: The one that the network was trained with.
  ///   - inputs: The classes' names, and the pictures and numbers that the objective and the options name.
  ///   - device: Where the network runs.
  /// - Throws: `DreamError` for an option out of range, no objective, an unknown layer or class (with the nearest
  ///   names), a channel that a layer does not have, a picture that is missing, or missing weights; `TorchError` when
  ///   there is no memory for the weights.
  public init(
    architecture graph: Graph, weights: [String: Tensor], normalization: Normalization, options: DreamOptions,
    inputs: DreamInputs = DreamInputs(), device: Device = .cpu
  ) throws {
    try options.validate()
    objective = try options.objective.resolved(in: graph, classNames: inputs.classNames)
    try inputs.check(for: objective, in: graph)
    self.inputs = inputs
    let precision = options.precision.dtype(on: device)
    do {
      let trunks = try objective.layers.map { (layer: $0, trunk: try graph.trunk(of: $0)) }
      var heads: [String: FrozenHead] = [:]
      for (trunk, behind) in Dictionary(grouping: trunks, by: \.trunk) {
        guard let trunk else { continue }
        let layers = behind.map(\.layer)
        let head = FrozenHead(
          trunk: trunk,
          network: try FrozenNetwork(
            graph.subgraph(from: trunk, to: layers), taps: layers, weights: weights, precision: precision,
            device: device))
        for layer in layers { heads[layer] = head }
      }
      let taps = trunks.map { $0.trunk ?? $0.layer }
      self.graph = try graph.truncated(at: objective.layers)
      trunk = try graph.truncated(at: taps)
      network = try FrozenNetwork(trunk, taps: taps, weights: weights, precision: precision, device: device)
      self.heads = heads
    } catch let error as NetworkError {
      throw DreamError.network(error)
    }
    self.precision = precision
    self.device = device
    self.normalization = normalization
    self.options = options
  }

  /// The same dreamer for a photo of which only a part dreams.
  ///
  /// - Parameter mask: `[1, 1, H, W]` of the photo's size in 0…1; where there is a mask already, the product of both.
  /// - Throws: `DreamError.maskSize` when the two have different sizes; `TorchError`.
  public func dreaming(within mask: Tensor) throws -> Dreamer {
    var dreamer = self
    if let own = inputs.mask {
      guard PixelSize(own) == PixelSize(mask) else {
        throw DreamError.maskSize(PixelSize(own), photo: PixelSize(mask))
      }
      dreamer.inputs.mask = try own * mask
    } else {
      dreamer.inputs.mask = mask
    }
    return dreamer
  }

  /// A dream of a photo: float32 `[1, 3, H, W]` in 0…1, of the size that `plan(forPhoto:)` tells.
  ///
  /// Everything is checked before the work starts. The same photo, options, machine and number of threads give the same
  /// bytes. A photo of another size than the dream is resized bilinearly with antialiasing, as everything that enters
  /// a network here, where the paper's tool took cubic; from level to level it is bilinear without, as there.
  ///
  /// - Parameter watch: Called after each gradient step; what it throws ends the dream.
  /// - Throws: `DreamError`, `TorchError`, and what `watch` throws.
  public func dream(
    _ photo: Image, watch: (DreamSnapshot) throws -> Void = { _ in }
  ) throws -> Tensor {
    let plan = try plan(forPhoto: PixelSize(photo))
    return try withoutGradients {
      var random = SplitMix64(seed: options.seed)
      let base = try start(from: seen(photo, plan), &random).to(device)
      let content =
        options.start == .photo ? base : try normalization.normalize(seen(photo, plan)).to(device)
      let ascents = try ascents(over: content, plan)
      var climb = Climb(plan: plan, random: random, ascent: ascents) { picture in
        let dream = try normalization.denormalize(picture.to(.cpu)).clamped(0, 1)
        return blends ? try blend(dream, into: seen(photo, plan)) : dream
      }
      return switch options.pyramid {
      case .paper: try paperDream(base, plan, &climb, watch)
      case .detail: try detailDream(base, plan, &climb, watch)
      }
    }
  }

  /// The photo at the dream's size, in 0…1.
  private func seen(_ photo: Image, _ plan: DreamPlan) throws(TorchError) -> Tensor {
    try photo.tensor().resized(to: plan.size, antialias: true)
  }

  /// The picture that the dream starts from, in the network's normalisation.
  ///
  /// - Parameter photo: In 0…1.
  private func start(from photo: Tensor, _ random: inout SplitMix64) throws(TorchError) -> Tensor {
    guard options.start == .noise else { return try normalization.normalize(photo) }
    let noise = try Tensor((0..<photo.count).map { _ in random.unit() }, shape: photo.shape)
    guard options.imageSpace != .pixels || options.keepColors else {
      return try normalization.normalize(noise)
    }
    let shaped = try preconditioner(at: PixelSize(photo)).shaped(noise - 0.5)
    return try shaped / shaped.standardDeviation() * Self.noiseDeviation
  }

  /// How strong the noise of an image space is, in standard deviations of the network's input.
  static let noiseDeviation = 0.3

  private func preconditioner(at size: PixelSize) throws(TorchError) -> Preconditioner {
    try Preconditioner(
      options.imageSpace, keepingColors: options.keepColors, size: size, normalization: normalization)
  }

  /// What makes the ascent of each level.
  ///
  /// - Parameter photo: In the network's normalisation, at the dream's size.
  private func ascents(over photo: Tensor, _ plan: DreamPlan) throws -> (PixelSize) throws -> Ascent {
    let (black, white) = try normalization.range()
    let range = (black: try black.to(device), white: try white.to(device))
    let terms = LevelTerms(
      objective: objective, graph: graph, heads: heads, source: { source(at: $0, tile: plan.tile) },
      normalization: normalization, inputs: inputs, device: device, photo: photo)
    return { size in
      Ascent(
        source: source(at: size, tile: plan.tile),
        groups: try terms.terms(at: size).grouped(balanced: options.layerBalance),
        preconditioner: try preconditioner(at: size).moved(to: device), gate: try gate(at: size)?.to(device),
        range: range, options: options)
    }
  }

  /// The whole picture goes from size to size.
  private func paperDream(
    _ base: Tensor, _ plan: DreamPlan, _ climb: inout Climb, _ watch: (DreamSnapshot) throws -> Void
  ) throws -> Tensor {
    var picture = base
    for (level, size) in plan.levels.enumerated() {
      let start = PixelSize(picture) == size ? try picture.clone() : try picture.resized(to: size)
      picture = try climb.level(level, from: start, toFullSize: { try $0.resized(to: plan.size) }, watch)
    }
    return try climb.show(picture)
  }

  /// Only what was dreamt goes from size to size; the photo of each size takes it up.
  private func detailDream(
    _ base: Tensor, _ plan: DreamPlan, _ climb: inout Climb, _ watch: (DreamSnapshot) throws -> Void
  ) throws -> Tensor {
    var picture = base
    var detail: Tensor?
    for (level, size) in plan.levels.enumerated() {
      let photo = try base.resized(to: size, antialias: true)
      let start = try detail.map { try photo + $0.resized(to: size) } ?? photo.clone()
      picture = try climb.level(
        level, from: start, toFullSize: { try base + ($0 - photo).resized(to: plan.size) }, watch)
      if level + 1 < plan.levels.count { detail = try picture - photo }
    }
    return try climb.show(picture)
  }
}
