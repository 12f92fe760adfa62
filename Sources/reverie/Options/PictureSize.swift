import ArgumentParser

/// Height and width in pixels on the command line: `224x224`, or `224` for a square.
struct PictureSize: ExpressibleByArgument, Equatable, CustomStringConvertible {
  let height: Int
  let width: Int

  init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  init?(argument: String) {
    let sides = argument.lowercased().split(separator: "x", omittingEmptySubsequences: false)
      .map { Int($0).flatMap { (1...100_000).contains($0) ? $0 : nil } }
    guard (1...2).contains(sides.count), let height = sides[0], let width = sides[sides.count - 1] else {
      return nil
    }
    self.init(height: height, width: width)
  }

  var description: String { "\(height)x\(width)" }
  var defaultValueDescription: String { description }
}
