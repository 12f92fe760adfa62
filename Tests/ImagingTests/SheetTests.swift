import Foundation
import Testing

@testable import Imaging

@Suite struct SheetTests {
  private let red = Image(
    width: 40, height: 20, bytes: [UInt8]((0..<800).flatMap { _ in [200, 30, 20] as [UInt8] }))
  private let ground: [UInt8] = [18, 19, 22]

  @Test func everyPictureLiesInItsBox() throws {
    let sheet = ContactSheet(
      rows: [[.init(red), nil, .init(red)], [nil, .init(red)]], title: "A title",
      columnLabels: ["one", "two", "three"], rowLabels: ["up", "down"], cellSize: (50, 30))
    let layout = sheet.layout
    let image = try sheet.image()
    #expect((image.width, image.height) == (layout.width, layout.height))
    #expect((layout.columns, layout.rows) == (3, 2))
    for (row, column, isThere) in [
      (0, 0, true), (0, 1, false), (0, 2, true), (1, 0, false), (1, 1, true), (1, 2, false),
    ] {
      let frame = layout.cell(row: row, column: column)
      // A picture that is smaller than its box stands in the middle.
      #expect(image[frame.x + 5, frame.y + 5] == (isThere ? [200, 30, 20] : ground))
      #expect(image[frame.x + 44, frame.y + 24] == (isThere ? [200, 30, 20] : ground))
      #expect(image[frame.x + 3, frame.y + 3] == ground)
      #expect(frame.x + frame.width + SheetLayout.margin <= image.width)
      #expect(frame.y + frame.height + SheetLayout.margin <= image.height)
    }
  }

  @Test func boxesDoNotTouch() {
    let sheet = ContactSheet(
      (0..<7).map { ContactSheet.Cell(red, caption: "\($0)") }, columns: 3, title: "t", cellSize: (60, 40))
    let layout = sheet.layout
    #expect((layout.columns, layout.rows) == (3, 3))
    for row in 0..<3 {
      for column in 0..<3 {
        let (cell, caption) = (
          layout.cell(row: row, column: column), layout.caption(row: row, column: column)
        )
        #expect(caption.y >= cell.y + cell.height)
        #expect(caption.y + SheetLayout.labelSize <= layout.cell(row: row + 1, column: column).y)
        #expect(cell.x + cell.width < layout.cell(row: row, column: column + 1).x)
      }
    }
    #expect(layout.title.y + SheetLayout.titleSize < layout.cell(row: 0, column: 0).y)
  }

  @Test func largePicturesAreScaledDownAndKeepTheirForm() throws {
    let wide = Image(width: 400, height: 100, bytes: [UInt8](repeating: 90, count: 120_000))
    let fitted = try wide.fitted(width: 100, height: 80)
    #expect((fitted.width, fitted.height) == (100, 25))
    #expect(try red.fitted(width: 100, height: 80) == red)
    let size = ContactSheet.cellSize(for: 600, 400, count: 10)
    #expect(size == (320, 213))
    let many = ContactSheet.cellSize(for: 600, 400, count: 4000)
    #expect(many.width * many.height * 4000 <= 24_000_000)
    #expect(many.width > 0 && many.height > 0)
  }

  @Test func textLeavesInkAndKeepsItsBaseline() throws {
    let (flat, deep) = (TextLine("nun", size: 20), TextLine("gap", size: 20))
    try #require(flat.width > 0, "no font on this system")
    let flatBottom = flat.top + flat.coverage.count / flat.inkWidth
    let deepBottom = deep.top + deep.coverage.count / deep.inkWidth
    #expect(deepBottom > flatBottom)
    #expect(flat.coverage.contains { $0 > 200 })
    #expect(TextLine("nununu", size: 20).width > flat.width)
    #expect(TextLine("nun", size: 20, isBold: true).width > flat.width)
  }

  @Test(arguments: [
    "<b>&amp;</i>", "a\u{0}b", "line\nbreak\r\ttab", "\u{202E}evil\u{202C}", "", "   ", "𝕏é漢字🦉",
    String(repeating: "long ", count: 5000),
  ])
  func anyTextCanBeALabel(text: String) throws {
    let line = TextLine(text, size: 14, fitting: 120)
    #expect(line.width <= 120)
    var sheet = ContactSheet([.init(red, caption: text)], title: text, cellSize: (120, 30))
    sheet.columnLabels = [text]
    sheet.rowLabels = [text]
    #expect(try sheet.image().width < 600)
  }

  @Test func markupIsText() {
    #expect(TextLine("<b>n</b>", size: 20).width > 2 * TextLine("n", size: 20).width)
  }

  @Test func drawingOutsideIsCutOff() {
    var canvas = Canvas(width: 10, height: 10, .gray(0))
    canvas.draw(red, x: -35, y: -15)
    canvas.draw(red, x: 8, y: 9)
    canvas.draw(red, x: 50, y: 50)
    canvas.draw(red, x: -90, y: 0)
    canvas.draw(TextLine("wide text", size: 20), x: -5, y: 5, .gray(255))
    #expect(canvas.image[0, 0] == [200, 30, 20])
    #expect(canvas.image[9, 9] != [0, 0, 0])
  }
}

extension Image {
  /// A pixel of a picture of 8 bits.
  fileprivate subscript(x: Int, y: Int) -> [UInt8] {
    Array(bytes[3 * (y * width + x)..<3 * (y * width + x) + 3])
  }
}
