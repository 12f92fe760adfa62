import Foundation
internal import Imaging

/// A small dataset that a network can learn: one folder per class, stripes of another direction in each.
public final class PictureFolder: Sendable {
  /// The names of the classes, sorted.
  public static let classes = ["across", "checks", "down"]

  private let folder: TemporaryFolder

  /// The folder's path.
  public var path: String { folder.url.path }

  /// Writes `count` pictures of 44×40 pixels for each class, as PNG.
  public init(picturesPerClass count: Int) throws {
    folder = try TemporaryFolder()
    for (label, name) in Self.classes.enumerated() {
      try FileManager.default.createDirectory(
        at: folder.url.appendingPathComponent(name), withIntermediateDirectories: false)
      for index in 0..<count {
        try Self.picture(label: label, index: index).write(to: path + "/\(name)/\(index).png")
      }
    }
  }

  /// Writes a file into the folder; intermediate folders are made.
  public func write(_ bytes: [UInt8], to name: String) throws {
    let file = folder.url.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  /// Removes a file or folder.
  public func remove(_ name: String) throws {
    try FileManager.default.removeItem(at: folder.url.appendingPathComponent(name))
  }

  private static func picture(label: Int, index: Int) -> Image {
    let (width, height) = (44, 40)
    var bytes: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        let row = (y + index) / 5 % 2
        let column = (x + index) / 5 % 2
        let isLight = [row, row ^ column, column][label] == 0
        let color = [60 + index * 17 % 150, 90 + index * 31 % 120, 70 + index * 47 % 140]
        bytes += color.map { UInt8(isLight ? $0 : $0 / 3) }
      }
    }
    return Image(width: width, height: height, bytes: bytes)
  }
}
