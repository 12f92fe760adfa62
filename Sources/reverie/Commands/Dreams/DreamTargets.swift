import Foundation
import Imaging

/// Photos, and where the dream of each goes: one picture, or a folder in which the names are kept.
struct DreamTargets {
  /// A photo and the picture that its dream becomes.
  struct Target: Equatable {
    let photo: String
    let output: String
  }

  /// The targets in the photos' order.
  let all: [Target]
  /// The folder that the pictures go to; `nil` for one picture.
  let folder: String?

  /// Decides where each dream goes.
  ///
  /// One photo has the name that `picture` tells. Several, those of a folder, and one whose `picture` is a folder or
  /// ends in `/` keep their own: `.jpg`, `.jpeg` and `.png` as they are (16 bits: `.png`), others as `.png`. A name that
  /// was taken before gets a number, as in `photo-2.jpg`.
  ///
  /// - Throws: ``UserError`` when several photos are to go into one picture.
  init(_ photos: PhotoList, _ picture: PictureOutput) throws {
    let output = picture.output
    let isFolder = PhotoList.isFolder(output)
    guard photos.paths.count > 1 || photos.hasFolder || isFolder || output.hasSuffix("/") else {
      all = photos.paths.map { Target(photo: $0, output: output) }
      folder = nil
      return
    }
    guard isFolder || (try? OutputType(path: output)) == nil else {
      throw UserError("\(output) is one picture, and several photos need a folder; name one with -o")
    }
    var taken: Set<String> = []
    let prefix = output.hasSuffix("/") ? output : output + "/"
    all = photos.paths.map { photo in
      let name = Self.name(of: photo, depth: picture.depth) { taken.insert($0.lowercased()).inserted }
      return Target(photo: photo, output: prefix + name)
    }
    folder = output
  }

  /// Finds out, before any work, whether the pictures can be written, and that none would replace its photo.
  func check(_ picture: PictureOutput) throws {
    if let folder, !PhotoList.isFolder(folder) {
      try OutputFile.checkFolder(of: folder.hasSuffix("/") ? String(folder.dropLast()) : folder)
    } else if let first = all.first {
      try OutputFile.check(first.output)
    }
    for target in all where FileIdentity(target.photo).map({ $0 == FileIdentity(target.output) }) ?? false {
      throw UserError(
        "\(target.output) is the photo itself; choose another \(folder == nil ? "name" : "folder") for the dream"
      )
    }
  }

  /// Makes the folder, where there is one to make.
  func makeFolder() throws {
    guard let folder else { return }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  private static func name(of photo: String, depth: BitDepth, isFree: (String) -> Bool) -> String {
    let file = URL(filePath: photo)
    let isKept = depth == .eight && (try? OutputType(path: photo)) != nil
    let ending = isKept ? file.pathExtension : "png"
    let stem = file.deletingPathExtension().lastPathComponent
    let names = sequence(first: 1) { $0 + 1 }.lazy.map {
      $0 == 1 ? "\(stem).\(ending)" : "\(stem)-\($0).\(ending)"
    }
    return names.first(where: isFree) ?? "\(stem).\(ending)"
  }
}
