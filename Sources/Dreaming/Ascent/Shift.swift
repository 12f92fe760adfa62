internal import Torch

/// How far the picture is rolled before a step, so that the network's grid falls elsewhere each time; jitter elsewhere.
struct Shift: Equatable {
  /// Rows down.
  let dy: Int
  /// Columns to the right.
  let dx: Int

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
