internal import Foundation

/// A dataset's own lists of pictures to train and to test on, as MIT Indoor 67 has them: a line `kitchen/int_1.jpg` for
/// each picture.
struct OfficialLists {
  static let names = ["TrainImages.txt", "TestImages.txt"]
  /// More bytes than the lists of a million pictures have.
  private static let mostBytes = 64 << 20

  /// The paths of the lists.
  private let paths: [String]

  /// Finds the lists in the folder, or beside it.
  ///
  /// - Throws: `DatasetError.noLists`.
  init(of pictures: ImageFolder) throws(DatasetError) {
    let folder = URL(fileURLWithPath: pictures.path)
    let places = [folder, folder.resolvingSymlinksInPath().deletingLastPathComponent()].map(\.path)
    let found = places.map { place in Self.names.map { place + "/" + $0 } }
      .first { $0.allSatisfy(FileManager.default.isReadableFile(atPath:)) }
    guard let found else { throw .noLists(folder: pictures.path, names: Self.names) }
    paths = found
  }

  /// The pictures of either list, in the lists' order.
  ///
  /// - Throws: `DatasetError` when a listed picture is not there, is listed twice, or a list cannot be read.
  func split(_ pictures: ImageFolder) throws(DatasetError) -> Split {
    var rest: [String: Sample] = [:]
    for sample in pictures.samples { rest[String(sample.path.dropFirst(pictures.path.count + 1))] = sample }
    var parts: [[Sample]] = []
    for path in paths {
      var part: [Sample] = []
      for name in try lines(of: path) {
        guard let sample = rest.removeValue(forKey: name) else {
          throw .unlisted(list: path, picture: name, folder: pictures.path)
        }
        part.append(sample)
      }
      guard !part.isEmpty else { throw .badList(list: path, reason: "it names no picture") }
      parts.append(part)
    }
    return Split(train: parts[0], test: parts[1])
  }

  private func lines(of path: String) throws(DatasetError) -> [String] {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard let size = attributes?[.size] as? Int, size <= Self.mostBytes,
      let data = FileManager.default.contents(atPath: path)
    else { throw .badList(list: path, reason: "it cannot be read, or is no list") }
    return String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline)
      .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
  }
}
