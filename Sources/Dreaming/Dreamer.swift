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
  /// What the dream makes larger.
  public let objective: any Objective
  /// The part of the network that runs: it ends with the deepest of the objective's layers.
  public let graph: Graph
  /// What the network computes in: `float32` or `bfloat16`.
  public let precision: DType

  private let device: Device
  private let network: any DifferentiableNetwork
  private let normalization: Normalization

  /// A dreamer that makes the energy of `options.layers` rise.
  ///
  /// - Parameters:
  ///   - graph: The network.
  ///   - weights: Its state dictionary; keys beyond the deepest layer may be missing. Half-precision is widened.
  ///   - normalization: The one that the network was trained with.
  ///   - device: Where the network runs.
  /// - Throws: `DreamError` for an option out of range, no layer, an unknown layer (with the nearest names) or
  ///   missing weights; `TorchError` when there is no memory for the weights.
  public init(
    architecture graph: Graph, weights: [String: Tensor], normalization: Normalization, options: DreamOptions,
    device: Device = .cpu
  ) throws {
    try options.validate()
    guard !options.layers.isEmpty else { throw DreamError.noLayers }
    do {
      var layers: [String] = []
      for name in try options.layers.map({ try graph.layer($0).name }) where !layers.contains(name) {
        layers.append(name)
      }
      precision = options.precision.dtype
      objective = LayerEnergy(layers)
      self.graph = try graph.truncated(at: layers)
      network = try ReferenceNetwork(
        self.graph, taps: layers, weights: weights, precision: precision, device: device)
    } catch let error as NetworkError {
      throw DreamError.network(error)
    }
    self.device = device
    self.normalization = normalization
    self.options = options
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
      let base = try normalization.normalize(start(photo, plan, &random)).to(device)
      let (black, white) = try normalization.range()
      let ascent = Ascent(
        network: network, objective: objective, range: (try black.to(device), try white.to(device)),
        options: options)
      var climb = Climb(plan: plan, ascent: ascent, random: random)
      return switch options.pyramid {
      case .paper: try paperDream(base, plan, &climb, watch)
      case .detail: try detailDream(base, plan, &climb, watch)
      }
    }
  }

  /// The way from the network's normalisation to a picture.
  private func shown(_ picture: Tensor) throws -> Tensor {
    try normalization.denormalize(picture.to(.cpu)).clamped(0, 1)
  }

  /// The picture that the dream starts from, in 0…1.
  private func start(_ photo: Image, _ plan: DreamPlan, _ random: inout SplitMix64) throws -> Tensor {
    switch options.start {
    case .photo:
      let picture = try photo.tensor()
      return plan.isResized ? try picture.resized(to: plan.size, antialias: true) : picture
    case .noise:
      let noise = (0..<3 * plan.size.pixels).map { _ in random.unit() }
      return try Tensor(noise, shape: [1, 3, plan.size.height, plan.size.width])
    }
  }

  /// The whole picture goes from size to size.
  private func paperDream(
    _ base: Tensor, _ plan: DreamPlan, _ climb: inout Climb, _ watch: (DreamSnapshot) throws -> Void
  ) throws -> Tensor {
    var picture = base
    for (level, size) in plan.levels.enumerated() {
      picture = try climb.level(
        level, from: picture.resized(to: size), finish: { try shown($0.resized(to: plan.size)) }, watch)
    }
    return try shown(picture)
  }

  /// Only what was dreamt goes from size to size; the photo of each size takes it up.
  private func detailDream(
    _ base: Tensor, _ plan: DreamPlan, _ climb: inout Climb, _ watch: (DreamSnapshot) throws -> Void
  ) throws -> Tensor {
    var picture = base
    var detail: Tensor?
    for (level, size) in plan.levels.enumerated() {
      let photo = try base.resized(to: size, antialias: true)
      let start = try detail.map { try photo + $0.resized(to: size) } ?? photo
      picture = try climb.level(
        level, from: start, finish: { try shown(base + ($0 - photo).resized(to: plan.size)) }, watch)
      detail = try picture - photo
    }
    return try shown(picture)
  }
}

extension Tensor {
  fileprivate func resized(to size: PixelSize, antialias: Bool = false) throws(TorchError) -> Tensor {
    try resized(height: size.height, width: size.width, antialias: antialias)
  }
}
