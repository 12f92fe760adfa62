/// The k-means of a picture's pixels by colour and position, in which a centre is looked at only by the pixels around it.
struct SLICClusters {
  /// The number of each pixel's nearest centre.
  private(set) var nearest: [Int]

  private let picture: LabPicture
  private var centres: [Centre] = []
  /// The pixels from one centre to the next at first, the larger of both directions.
  private let step: Int
  /// How far a centre is seen, in pixels.
  private let reach: (rows: Int, columns: Int)

  private struct Centre {
    var row = 0.0
    var column = 0.0
    var l = 0.0
    var a = 0.0
    var b = 0.0
  }

  /// The number of centres.
  var count: Int { centres.count }

  /// Centres on a grid of about `count` points, without a colour yet.
  init(_ picture: LabPicture, count: Int) {
    self.picture = picture
    let (height, width) = (picture.height, picture.width)
    nearest = Array(repeating: 0, count: height * width)
    let grid = Grid(height: height, width: width, count: count)
    step = max(grid.rows.stride, grid.columns.stride)
    for row in stride(from: grid.rows.start, to: height, by: grid.rows.stride) {
      for column in stride(from: grid.columns.start, to: width, by: grid.columns.stride) {
        centres.append(Centre(row: Double(row), column: Double(column)))
      }
    }
    let found = Grid(height: height, width: width, count: centres.count)
    reach = (2 * found.rows.stride, 2 * found.columns.stride)
  }

  /// Gives each pixel to its nearest centre; one that no centre reaches stays where it was.
  mutating func assign() {
    let placeWeight = 1 / Double(step * step)
    var distances = [Double](repeating: .infinity, count: nearest.count)
    for (number, centre) in centres.enumerated() {
      for row in Self.range(around: centre.row, reach.rows, below: picture.height) {
        let dy = centre.row - Double(row)
        for column in Self.range(around: centre.column, reach.columns, below: picture.width) {
          let dx = centre.column - Double(column)
          let pixel = row * picture.width + column
          let l = picture.values[3 * pixel] - centre.l
          let a = picture.values[3 * pixel + 1] - centre.a
          let b = picture.values[3 * pixel + 2] - centre.b
          let distance = (dy * dy + dx * dx) * placeWeight + l * l + a * a + b * b
          if distance < distances[pixel] { (distances[pixel], nearest[pixel]) = (distance, number) }
        }
      }
    }
  }

  /// Moves each centre to the mean of its pixels; one without pixels stays.
  mutating func moveCentres() {
    var sums = Array(repeating: Centre(), count: centres.count)
    var sizes = Array(repeating: 0.0, count: centres.count)
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
      centres[number] = Centre(
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
