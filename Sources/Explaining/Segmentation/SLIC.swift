public import Torch

/// Segments as clusters of color and position around the points of a grid (Achanta et al., "SLIC Superpixels Compared to
/// State-of-the-Art Superpixel Methods", 2012), in L*a*b*, as scikit-image does it.
public struct SLIC: Sendable, Equatable, Codable {
  /// About how many segments there are to be, from 1 to 2048.
  public var segments = 50
  /// How much position counts beside color, above 0; larger: more square segments.
  public var compactness = 10.0

  /// 50 segments: of a picture of 88 pixels each is about the size of an eye or an ear.
  public init() {}

  /// The segments of a picture `[1, 3, H, W]` in 0…1, each in one piece.
  ///
  /// - Throws: ``ExplainError/setting(_:takes:got:)``; `TorchError`.
  public func segments(of picture: Tensor) throws -> Segments {
    guard 1...Segments.most ~= segments else {
      throw ExplainError.setting(
        "segments", takes: "a whole number from 1 to \(Segments.most)", got: "\(segments)")
    }
    guard compactness > 0, compactness.isFinite else {
      throw ExplainError.setting("compactness", takes: "a number above 0", got: "\(compactness)")
    }
    let lab = try LabPicture(picture, isStretched: true, scale: 1 / compactness)
    var clusters = SLICClusters(lab, count: segments)
    for _ in 0..<Self.iterations {
      clusters.assign()
      clusters.moveCenters()
    }
    let size = Double(lab.height * lab.width) / Double(clusters.count)
    let pieces = ConnectedPieces(
      height: lab.height, width: lab.width, smallest: Int(size / 2), largest: Int(3 * size))
    return Segments(
      height: lab.height, width: lab.width, labels: pieces.labels(joining: clusters.nearest))
  }

  private static let iterations = 10
}

/// The k-means of a picture's pixels by color and position, in which a center is looked at only by the pixels around it.
struct SLICClusters {
  /// The number of each pixel's nearest center.
  private(set) var nearest: [Int]

  private let picture: LabPicture
  private var centers: [Center] = []
  /// The pixels from one center to the next at first, the larger of both directions.
  private let step: Int
  /// How far a center is seen, in pixels.
  private let reach: (rows: Int, columns: Int)

  private struct Center {
    var row = 0.0
    var column = 0.0
    var l = 0.0
    var a = 0.0
    var b = 0.0
  }

  /// The number of centers.
  var count: Int { centers.count }

  /// Centers on a grid of about `count` points, without a color yet.
  init(_ picture: LabPicture, count: Int) {
    self.picture = picture
    let (height, width) = (picture.height, picture.width)
    nearest = Array(repeating: 0, count: height * width)
    let grid = Grid(height: height, width: width, count: count)
    step = max(grid.rows.stride, grid.columns.stride)
    for row in stride(from: grid.rows.start, to: height, by: grid.rows.stride) {
      for column in stride(from: grid.columns.start, to: width, by: grid.columns.stride) {
        centers.append(Center(row: Double(row), column: Double(column)))
      }
    }
    let found = Grid(height: height, width: width, count: centers.count)
    reach = (2 * found.rows.stride, 2 * found.columns.stride)
  }

  /// Gives each pixel to its nearest center; one that no center reaches stays where it was.
  mutating func assign() {
    let placeWeight = 1 / Double(step * step)
    var distances = [Double](repeating: .infinity, count: nearest.count)
    for (number, center) in centers.enumerated() {
      for row in Self.range(around: center.row, reach.rows, below: picture.height) {
        let dy = center.row - Double(row)
        for column in Self.range(around: center.column, reach.columns, below: picture.width) {
          let dx = center.column - Double(column)
          let pixel = row * picture.width + column
          let l = picture.values[3 * pixel] - center.l
          let a = picture.values[3 * pixel + 1] - center.a
          let b = picture.values[3 * pixel + 2] - center.b
          let distance = (dy * dy + dx * dx) * placeWeight + l * l + a * a + b * b
          if distance < distances[pixel] { (distances[pixel], nearest[pixel]) = (distance, number) }
        }
      }
    }
  }

  /// Moves each center to the mean of its pixels; one without pixels stays.
  mutating func moveCenters() {
    var sums = Array(repeating: Center(), count: centers.count)
    var sizes = Array(repeating: 0.0, count: centers.count)
    for (pixel, number) in nearest.enumerated() {
      sizes[number] += 1
      sums[number].row += Double(pixel / picture.width)
      sums[number].column += Double(pixel % picture.width)
      sums[number].l += picture.values[3 * pixel]
      sums[number].a += picture.values[3 * pixel + 1]
      sums[number].b += picture.values[3 * pixel + 2]
    }
    for (number, size) in sizes.enumerated() where size > 0 {
      let sum = sums[number]
      centers[number] = Center(
        row: sum.row / size, column: sum.column / size, l: sum.l / size, a: sum.a / size, b: sum.b / size)
    }
  }

  private static func range(around place: Double, _ reach: Int, below end: Int) -> Range<Int> {
    Int(max(place - Double(reach), 0))..<Int(min(place + Double(reach) + 1, Double(end)))
  }
}

/// About `count` points in even rows and columns over a picture.
private struct Grid {
  let rows: (start: Int, stride: Int)
  let columns: (start: Int, stride: Int)

  init(height: Int, width: Int, count: Int) {
    let step = (Double(height * width) / Double(count)).squareRoot()
    if height * width <= count {
      (rows, columns) = ((0, 1), (0, 1))
    } else if Double(min(height, width)) >= step {
      (rows, columns) = (Self.line(step), Self.line(step))
    } else {
      // A strip has one line of points.
      let (across, along) = (Double(min(height, width)), Double(max(height, width)) / Double(count))
      rows = Self.line(height <= width ? across : along)
      columns = Self.line(height <= width ? along : across)
    }
  }

  private static func line(_ step: Double) -> (start: Int, stride: Int) {
    (Int(step / 2), Int(step.rounded(.toNearestOrEven)))
  }
}

/// The pieces in which pixels of one label lie side by side, in the order of their first pixels; pieces that are too small
/// join a neighbor, those that are too large are cut.
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
      var neighbor = 0
      var visited = 0
      while visited < piece.count, piece.count < largest {
        for pixel in besides(piece[visited]) {
          if let other = pieces[pixel] {
            if other != number { neighbor = other }
          } else if labels[pixel] == labels[start] {
            pieces[pixel] = number
            piece.append(pixel)
            if piece.count >= largest { break }
          }
        }
        visited += 1
      }
      if piece.count < smallest {
        for pixel in piece { pieces[pixel] = neighbor }
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
