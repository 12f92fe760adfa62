internal import Torch

/// A dream's way up the pyramid: all steps of a level, the count of the work, the random numbers.
struct Climb {
  let plan: DreamPlan
  /// Makes the ascent of a level of that size.
  let ascent: (PixelSize) throws -> Ascent
  /// The way from a picture in the network's normalisation, at the dream's size, to what is seen.
  let show: (Tensor) throws -> Tensor
  var random: SplitMix64
  private var workDone = 0
  private var hasMoved = false

  init(
    plan: DreamPlan, random: SplitMix64, ascent: @escaping (PixelSize) throws -> Ascent,
    show: @escaping (Tensor) throws -> Tensor
  ) {
    self.plan = plan
    self.ascent = ascent
    self.show = show
    self.random = random
  }

  /// The picture after all iterations of a level, from 0, in the memory of `start`.
  ///
  /// - Parameter toFullSize: Brings a picture of this level to the dream's size, for who watches.
  /// - Throws: `DreamError.noGradient` when not one step of the dream so far had a gradient to follow.
  mutating func level(
    _ level: Int, from start: Tensor, toFullSize: @escaping (Tensor) throws -> Tensor,
    _ watch: (DreamSnapshot) throws -> Void
  ) throws -> Tensor {
    let size = plan.levels[level]
    let ascent = try ascent(size)
    for iteration in 0..<plan.iterations {
      let step = try ascent.step(start, iteration: iteration, random: &random)
      hasMoved = hasMoved || step.moved
      workDone += size.pixels
      let progress = DreamProgress(
        level: level + 1, levels: plan.levels.count, size: size, iteration: iteration + 1,
        iterations: plan.iterations, objective: step.objective, workDone: workDone, work: plan.work)
      try watch(DreamSnapshot(progress: progress) { [show] in try show(toFullSize(start)) })
    }
    guard hasMoved else { throw DreamError.noGradient(layers: ascent.layers, size: size) }
    return start
  }
}
