internal import Torch

/// A dream's way up the pyramid: all steps of a level, the count of the work, the random numbers.
struct Climb {
  let plan: DreamPlan
  let ascent: Ascent
  var random: SplitMix64
  private var workDone = 0
  private var hasMoved = false

  init(plan: DreamPlan, ascent: Ascent, random: SplitMix64) {
    self.plan = plan
    self.ascent = ascent
    self.random = random
  }

  /// The picture after all iterations of a level, from 0.
  ///
  /// - Parameter finish: Makes the dream's full-size picture of one of this level, for who watches.
  /// - Throws: `DreamError.noGradient` when not one step of the dream so far had a gradient to follow.
  mutating func level(
    _ level: Int, from start: Tensor, finish: @escaping (Tensor) throws -> Tensor,
    _ watch: (DreamSnapshot) throws -> Void
  ) throws -> Tensor {
    let size = plan.levels[level]
    var picture = start
    for iteration in 0..<plan.iterations {
      let step = try ascent.step(picture, iteration: iteration, random: &random)
      picture = step.picture
      hasMoved = hasMoved || step.moved
      workDone += size.pixels
      let progress = DreamProgress(
        level: level + 1, levels: plan.levels.count, size: size, iteration: iteration + 1,
        iterations: plan.iterations, objective: step.objective, workDone: workDone, work: plan.work)
      try watch(DreamSnapshot(progress: progress) { [picture] in try finish(picture) })
    }
    guard hasMoved else { throw DreamError.noGradient(layers: ascent.objective.layers, size: size) }
    return picture
  }
}
