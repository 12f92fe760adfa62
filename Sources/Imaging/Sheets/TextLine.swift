import CImage

/// A line of text as pixels, in the system's sans-serif font.
struct TextLine {
  /// The height of a letter's box in pixels.
  let size: Int
  /// From the line's left end to the last pixel with ink; 0 where there is nothing to see, as without any font.
  let width: Int
  /// Where the ink begins, from the line's left end and its upper edge.
  let left: Int
  let top: Int
  /// How much of each pixel is covered, 0…255, in rows of `inkWidth`.
  let coverage: [UInt8]
  let inkWidth: Int

  /// Longer lines are cut: a label is short.
  private static let mostCharacters = 200

  /// The line of `text`; what does not belong in a line, as a line break, becomes a space.
  init(_ text: String, size: Int, isBold: Bool = false) {
    let line = String(text.prefix(Self.mostCharacters).map { $0.isPrintable ? $0 : " " })
    let drawn = cimage_text(line, Int32(size), isBold)
    defer { cimage_text_free(drawn) }
    self.size = size
    inkWidth = Int(drawn.width)
    left = Int(drawn.left)
    top = Int(drawn.top)
    width = drawn.coverage == nil ? 0 : left + inkWidth
    coverage =
      drawn.coverage.map { start in
        [UInt8](UnsafeBufferPointer(start: start, count: Int(drawn.width) * Int(drawn.height)))
      } ?? []
  }

  /// The line of `text`, or as much of its beginning as fits into `width` pixels, with an ellipsis.
  init(_ text: String, size: Int, isBold: Bool = false, fitting width: Int) {
    var line = TextLine(text, size: size, isBold: isBold)
    var kept = min(text.count, Self.mostCharacters)
    while line.width > width, kept > 1 {
      kept = min(kept - 1, kept * width / line.width + 1)
      line = TextLine(text.prefix(kept) + "…", size: size, isBold: isBold)
    }
    self = line
  }
}

extension Character {
  fileprivate var isPrintable: Bool {
    unicodeScalars.allSatisfy { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
      default: true
      }
    }
  }
}
