import ArgumentParser
import Dreaming
import Foundation
import Imaging

/// Photos, and where the dream of each goes: one picture, or a folder in which the names are kept.
struct DreamOutputs {
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
    let output = try picture.output ?? DefaultOutput.name(for: photos.paths, "dream")
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
      try OutputFile.checkFolderName(folder)
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

/// Which pictures of a dream are written while it is made.
struct FrameOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write the dream so far after every so many steps, as dream.0010.png beside dream.png.",
      valueName: "steps"))
  var saveEvery: Int?

  @Flag(help: "Write the dream so far under its own name at the end of each level.")
  var preview = false

  func validate() throws {
    if let saveEvery, saveEvery < 1 {
      throw ValidationError("--save-every takes a whole number from 1, not \(saveEvery).")
    }
  }
}

/// The pictures of one dream that are written while it is made.
struct DreamFrames {
  /// What the user chose.
  let options: FrameOptions
  /// The dream's own file.
  let output: String

  /// The files to write after a step.
  func paths(after progress: DreamProgress) -> [String] {
    var paths: [String] = []
    if let interval = options.saveEvery, progress.stepsDone.isMultiple(of: interval) {
      paths.append(path(ofStep: progress.stepsDone, of: progress.steps))
    }
    if options.preview, progress.iteration == progress.iterations, progress.level < progress.levels {
      paths.append(output)
    }
    return paths
  }

  /// The number has four digits, or as many as the last step's.
  private func path(ofStep step: Int, of steps: Int) -> String {
    let file = URL(filePath: output)
    let digits = max(4, String(steps).count)
    let number = String(repeating: "0", count: digits - String(step).count) + String(step)
    let ending = "." + file.pathExtension
    return "\(output.dropLast(ending.count)).\(number)\(ending)"
  }
}
