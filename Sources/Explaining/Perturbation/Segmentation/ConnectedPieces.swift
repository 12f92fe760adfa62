/// The pieces in which pixels of one label lie side by side, in the order of their first pixels; pieces that are too small
/// join a neighbour, those that are too large are cut.
struct ConnectedPieces {
  let height: Int
  let width: Int
  /// The least pixels of a piece that stays.
  let smallest: Int
  /// The pixels at which a piece is cut off.
  let largest: Int

  /// The pieces' numbers for the pixels of a picture with those labels.
  func labels(joining labels: [Int]) -> [Int] {
    var pieces = [Int?](repeating: nil, count: labels.count)
    var number = 0
    for start in labels.indices where pieces[start] == nil {
      pieces[start] = number
      var piece = [start]
      var neighbour = 0
      var visited = 0
      while visited < piece.count, piece.count < largest {
        for pixel in besides(piece[visited]) {
          if let other = pieces[pixel] {
            if other != number { neighbour = other }
          } else if labels[pixel] == labels[start] {
            pieces[pixel] = number
            piece.append(pixel)
            if piece.count >= largest { break }
          }
        }
        visited += 1
      }
      if piece.count < smallest {
        for pixel in piece { pieces[pixel] = neighbour }
      } else {
        number += 1
      }
    }
    return pieces.map { $0 ?? 0 }
  }

  /// The pixels to the right, the left, below and above.
  private func besides(_ pixel: Int) -> [Int] {
    let (row, column) = (pixel / width, pixel % width)
    var found: [Int] = []
    if column + 1 < width { found.append(pixel + 1) }
    if column > 0 { found.append(pixel - 1) }
    if row + 1 < height { found.append(pixel + width) }
    if row > 0 { found.append(pixel - width) }
    return found
  }
}
