/// A picture of 8 bits that others and text are drawn on.
struct Canvas {
  /// Red, green and blue, 0…255.
  struct Color: Equatable {
    let red: UInt8
    let green: UInt8
    let blue: UInt8

    /// A shade of gray.
    static func gray(_ value: UInt8) -> Color { Color(red: value, green: value, blue: value) }
  }

  let width: Int
  let height: Int
  private var bytes: [UInt8]

  /// A canvas of one color.
  init(width: Int, height: Int, _ color: Color) {
    self.width = width
    self.height = height
    bytes = [UInt8](unsafeUninitializedCapacity: width * height * 3) { buffer, count in
      for pixel in 0..<width * height {
        buffer[3 * pixel] = color.red
        buffer[3 * pixel + 1] = color.green
        buffer[3 * pixel + 2] = color.blue
      }
      count = width * height * 3
    }
  }

  /// What was drawn.
  var image: Image { Image(width: width, height: height, bytes: bytes) }

  /// Draws a picture with its upper left corner at a place; what lies outside is cut off.
  mutating func draw(_ image: Image, x: Int, y: Int) {
    let source = image.converted(to: .eight).bytes
    let columns = max(0, -x)..<max(max(0, -x), min(image.width, width - x))
    for row in 0..<image.height where (0..<height).contains(y + row) {
      let start = 3 * (row * image.width + columns.lowerBound)
      let target = 3 * ((y + row) * width + x + columns.lowerBound)
      bytes.replaceSubrange(
        target..<target + 3 * columns.count, with: source[start..<start + 3 * columns.count])
    }
  }

  /// Draws a line of text whose box has its upper left corner at a place; what lies outside is cut off.
  mutating func draw(_ text: TextLine, x: Int, y: Int, _ color: Color) {
    let ink = [Int(color.red), Int(color.green), Int(color.blue)]
    for (index, coverage) in text.coverage.enumerated() where coverage > 0 {
      let column = x + text.left + index % text.inkWidth
      let row = y + text.top + index / text.inkWidth
      guard (0..<width).contains(column), (0..<height).contains(row) else { continue }
      for channel in 0..<3 {
        let place = 3 * (row * width + column) + channel
        let ground = Int(bytes[place])
        bytes[place] = UInt8(ground + ((ink[channel] - ground) * Int(coverage) + 127) / 255)
      }
    }
  }

  /// Fills a rectangle that lies within the canvas.
  mutating func fill(x: Int, y: Int, width: Int, height: Int, _ color: Color) {
    draw(Canvas(width: width, height: height, color).image, x: x, y: y)
  }
}
