public import Imaging
public import Networks
public import Torch

/// Dreams with a network: pictures in which its layers see more and more of what they know.
///
/// The algorithm of "DeepDream: What I Dreamt While At College", after Mordvintsev, Olah & Tyka,
/// "Inceptionism" (2015): at every level of a pyramid, smallest first, the picture follows the gradient of an
/// objective. A dreamer is made once for many photos, of any sizes; it stays on the thread that made it.
public struct Dreamer {
  /// The dream's settings, checked.
  public let options: DreamOptions
  /// What the dream makes larger, in the network's own names: layers by name, classes as channels of the last
  /// layer.
  public let objective: Objective
  /// What the objective compares with.
  public let inputs: DreamInputs
  /// The memory in bytes that a dream may take beside the program and the weights; tiles keep larger ones to
  /// it.
  public var memoryLimit = Int.max

  /// The part of the network that runs: it ends with the deepest of the objective's layers.
  public var graph: Graph { network.graph }
  /// What the network computes in: `float32` or `bfloat16`.
  public var precision: DType { network.precision }

  let network: TappedNetwork
  let normalization: Normalization
  /// What feature visualization adds to a step; `nil` in dreams.
  let visualization: VisualizationOptions?

  /// A dreamer that makes `options.objective` rise.
  ///
  /// - Parameters:
  ///   - graph: The network.
  ///   - weights: Its state dictionary; keys beyond the deepest layer may be missing. Half-precision is
  ///     widened.
  ///   - normalization: The one that the network was trained with.
  ///   - inputs: The classes' names, and the pictures and numbers that the objective names.
  ///   - device: Where the network runs.
  /// - Throws: `DreamError` for an option out of range, no objective, an unknown layer or class (with the
  ///   nearest names), a channel that a layer does not have, a picture that is missing, or missing weights;
  ///   `TorchError` when there is no memory for the weights.
  public init(
    architecture graph: Graph, weights: [String: Tensor], normalization: Normalization, options: DreamOptions,
    inputs: DreamInputs = DreamInputs(), device: Device = .cpu
  ) throws {
    try options.validate()
    objective = try options.objective.resolved(in: graph, classNames: inputs.classNames)
    try inputs.check(for: objective, in: graph)
    network = try TappedNetwork(
      graph, layers: objective.layers, weights: weights, precision: options.precision, device: device)
    self.normalization = normalization
    self.options = options
    self.inputs = inputs
    visualization = nil
  }

  /// A dream of a photo: float32 `[1, 3, H, W]` in 0…1, of the size that the plan tells.
  ///
  /// Everything is checked before the work starts. The same photo, options, machine and number of threads
  /// give the same bytes. A photo of another size than the dream is resized bilinearly with antialiasing, as
  /// everything that enters a network here, where the paper's tool took cubic; from level to level it is
  /// bilinear without, as there.
  ///
  /// - Parameters:
  ///   - plan: What `plan(forPhoto:mask:)` gave for a photo of this size; `nil`: it is made here.
  ///   - start: What is changed in place of the photo, `[1, 3, H, W]` in 0…1, as the dream of the frame
  ///     before. Content, colors and what a mask leaves free stay the photo's. `nil`: what `options.start`
  ///     says.
  ///   - mask: Where the photo dreams, of the photo's size; `nil`: everywhere.
  ///   - watch: Called after each gradient step. It may end the dream with ``DreamSnapshot/stop()``, which
  ///     gives the dream so far, or by throwing.
  /// - Throws: `DreamError`, `TorchError`, and what `watch` throws.
  public func dream(
    _ photo: Image, plan: DreamPlan? = nil, start: Tensor? = nil, mask: DreamMask? = nil,
    watch: (DreamSnapshot) throws -> Void = { _ in }
  ) throws -> Tensor {
    let size = PixelSize(photo)
    let plan = try plan ?? self.plan(forPhoto: size)
    precondition(plan.photo == size, "a plan is for photos of one size")
    try mask?.check(forPhoto: size)
    return try withoutGradients {
      var random = SplitMix64(seed: options.seed)
      let display = DreamDisplay(
        normalization: normalization, size: plan.size, photo: photo, mask: mask, strength: options.strength,
        keepColors: options.keepColors)
      let base = try startPicture(start, or: photo, plan.size, &random).to(network.device)
      let isPhoto = start == nil && options.start == .photo
      let content =
        isPhoto ? base : try normalization.normalize(photo.tensor(of: plan.size)).to(network.device)
      let terms = TermBuilder(
        objective: objective, network: network, normalization: normalization, inputs: inputs, photo: content,
        tile: plan.tile)
      let dream = try ascend(
        from: LevelPhotos(picture: base, device: network.device), to: terms, plan: plan, display: display,
        random: &random, watch: watch)
      return try display.show(dream)
    }
  }

  /// What the dream changes at first, `[1, 3, H, W]` in the network's normalization.
  private func startPicture(
    _ start: Tensor?, or photo: Image, _ size: PixelSize, _ random: inout SplitMix64
  ) throws(TorchError) -> Tensor {
    if let start { return try normalization.normalize(start.resized(to: size, antialias: true)) }
    guard options.start == .noise else { return try normalization.normalize(photo.tensor(of: size)) }
    let shape = [1, 3, size.height, size.width]
    let noise = try Tensor((0..<3 * size.pixels).map { _ in random.unit() }, shape: shape)
    guard let preconditioner = try preconditioner(at: size) else { return try normalization.normalize(noise) }
    let shaped = try preconditioner.shaped(noise - 0.5)
    return try shaped / shaped.standardDeviation() * Self.noiseDeviation
  }

  /// How strong the noise of an image space is, in standard deviations of the network's input.
  static let noiseDeviation = 0.3
}

// MARK: - The algorithm

extension Dreamer {
  /// Gradient ascent up a pyramid: the way of every dream, and of feature visualization.
  ///
  /// - Parameters:
  ///   - photos: What is changed, at any size.
  ///   - change: What is there beside the photo at the first level, in the `detail` pyramid.
  ///   - terms: What rises at each level.
  /// - Returns: The picture after the last step, at the plan's size, in the network's normalization.
  /// - Throws: `DreamError.noGradient` when not one step of the dream so far had a gradient to follow.
  func ascend(
    from photos: LevelPhotos, change: Tensor? = nil, to terms: any LevelTerms, plan: DreamPlan,
    display: DreamDisplay, random: inout SplitMix64, watch: (DreamSnapshot) throws -> Void
  ) throws -> Tensor {
    let base = try photos.at(plan.size)
    let (black, white) = try normalization.range()
    let range = (black: try black.to(network.device), white: try white.to(network.device))
    var (picture, change) = (base, change)
    var (workDone, hasMoved) = (0, false)
    for (level, size) in plan.levels.enumerated() {
      var photo: Tensor?
      switch options.pyramid {
      case .paper:
        // The whole picture goes from size to size.
        picture = PixelSize(picture) == size ? try picture.clone() : try picture.resized(to: size)
      case .detail:
        // Only what was dreamt goes from size to size; the photo of each size takes it up.
        let levelPhoto = try photos.at(size)
        picture = try change.map { try levelPhoto + $0.resized(to: size) } ?? levelPhoto.clone()
        photo = levelPhoto
      }
      let groups = try terms.terms(at: size).grouped(balanced: options.layerBalance)
      let layers = WeightedSum(parts: groups).layers
      let ascent = try GradientAscent(
        options: options, source: network.source(at: size, tile: plan.tile), groups: groups, layers: layers,
        preconditioner: preconditioner(at: size)?.moved(to: network.device),
        stepMask: display.mask?.stepMask(at: size).to(network.device),
        range: range, visualization: visualization)
      for iteration in 0..<plan.iterations {
        let step = try ascent.step(picture, iteration: iteration, random: &random)
        hasMoved = hasMoved || step.moved
        workDone += size.pixels
        let progress = DreamProgress(
          level: level + 1, levels: plan.levels.count, size: size, iteration: iteration + 1,
          iterations: plan.iterations, objective: step.objective, workDone: workDone, work: plan.work)
        let snapshot = DreamSnapshot(progress, picture: picture, photo: photo, base: base, display: display)
        try watch(snapshot)
        if snapshot.isStopped { return try snapshot.enlarged() }
      }
      guard hasMoved || visualization != nil else {
        throw DreamError.noGradient(layers: layers, size: size)
      }
      if let photo, level + 1 < plan.levels.count { change = try picture - photo }
    }
    return picture
  }

  /// What turns gradients into movements at a level; `nil` where they are the same.
  private func preconditioner(at size: PixelSize) throws(TorchError) -> Preconditioner? {
    guard options.imageSpace != .pixels || options.keepColors else { return nil }
    return try Preconditioner(
      options.imageSpace, keepingColors: options.keepColors, size: size, normalization: normalization,
      decay: visualization?.decay ?? 1)
  }
}

/// The gradient steps of one level.
struct GradientAscent {
  /// The first steps of a level, in which layers that give nothing but zeros get a gradient through shut
  /// ReLUs.
  static let redirectedSteps = 16

  let options: DreamOptions
  let source: any GradientSource
  /// What rises, in groups that get a gradient each.
  let groups: [WeightedTerm]
  /// The layers that they look at.
  let layers: [String]
  let preconditioner: Preconditioner?
  /// Where steps are made, `[1, 1, H, W]` of 0 or 1; `nil`: everywhere.
  let stepMask: Tensor?
  /// What black and white are in the network's normalization, `[1, 3, 1, 1]` each.
  let range: (black: Tensor, white: Tensor)
  let visualization: VisualizationOptions?

  /// One step uphill of pictures `[N, 3, H, W]` in the network's normalization, in their own memory.
  ///
  /// - Parameter iteration: Counted from 0 at each level.
  /// - Returns: The objective's value before the step, and whether a gradient of its own was followed.
  func step(
    _ picture: Tensor, iteration: Int, random: inout SplitMix64
  ) throws -> (objective: Double, moved: Bool) {
    // Roll, and in feature visualization turn and scale, so that the network's grid falls elsewhere at each
    // step.
    let transform = visualization.map {
      ScaleRotation(scaling: $0.scaling, rotation: $0.rotation, random: &random)
    }
    let isTiedToPlaces = groups.contains { $0.term.reach == .place }
    let shift = Shift(upTo: isTiedToPlaces ? 0 : options.spatialShift, random: &random)
    let rolled = try shift.apply(to: picture)

    // The objective and its gradient.
    let gradient = try ObjectiveGradient(
      of: groups, at: rolled,
      from: transform.map { TransformedPicture(source: source, transform: $0) } ?? source,
      redirectsReLUs: iteration < Self.redirectedSteps)

    // From the gradient to a direction of length 1.
    let sigma = GaussianSmoothing.sigma(
      iteration: iteration, of: options.iterations, smoothing: options.smoothing)
    var direction = try options.gradientSmoothing.smooth(gradient.gradient, sigma: sigma)
    if let preconditioner { direction = try preconditioner(direction) }
    guard try options.gradientNormalization.normalize(direction, of: layers) else {
      return (gradient.value, false)
    }
    direction = try shift.undo(on: direction)
    try Penalties(totalVariation: options.totalVariation, l2: options.l2).subtract(
      from: direction, at: picture)
    if let stepMask { try direction.multiply(by: stepMask) }

    // The step, held between black and white.
    try picture.add(direction, scale: options.learningRate)
    try picture.clamp(range.black, range.white)
    return (gradient.value, !gradient.isSilent)
  }
}

/// How far the picture is rolled before a step; jitter elsewhere.
struct Shift: Equatable {
  /// Rows down, columns to the right.
  let dy: Int, dx: Int

  /// A shift in ±limit in both directions. With a limit of 0 nothing is drawn.
  init(upTo limit: Int, random: inout SplitMix64) {
    dy = limit == 0 ? 0 : random.offset(upTo: limit)
    dx = limit == 0 ? 0 : random.offset(upTo: limit)
  }

  /// The picture rolled; without a shift itself.
  func apply(to picture: Tensor) throws(TorchError) -> Tensor {
    dy == 0 && dx == 0 ? picture : try picture.rolled(dy: dy, dx: dx)
  }

  /// The picture rolled back; without a shift itself.
  func undo(on picture: Tensor) throws(TorchError) -> Tensor {
    dy == 0 && dx == 0 ? picture : try picture.rolled(dy: -dy, dx: -dx)
  }
}
