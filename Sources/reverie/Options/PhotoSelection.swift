import ArgumentParser
import Checkpoints
import Datasets
import Foundation
import Imaging
import Torch
import Training

/// Which of many pictures are taken.
struct PictureSelection: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Take the photos from a dataset, one folder per class: all, test (held out of the model's training), train, or the "
        + "test part of another split.",
      valueName: "part"))
  var split: EvaluationSplit?

  @Option(
    help: ArgumentHelp("Take so many of the photos, at random. (default: all)", valueName: "count"))
  var pictures: Int?

  func validate() throws {
    if let pictures, pictures < 1 {
      throw ValidationError("--pictures takes a whole number from 1, not \(pictures).")
    }
  }

  /// The photos that the arguments name.
  ///
  /// - Throws: `UserError`, `DatasetError`, `EvaluationError` for what cannot be listed.
  func photos(_ arguments: [String], for model: Model, seed: UInt64) throws -> [String] {
    let paths: [String]
    if let split {
      paths = try arguments.flatMap {
        try split.samples(of: ImageFolder(path: $0), for: model).map(\.path)
      }
    } else {
      paths = try PhotoList(arguments).paths
    }
    guard let pictures, pictures < paths.count else { return paths }
    var random = SplitMix64(seed: seed)
    let chosen = Set(
      paths.indices.map { ($0, random.next()) }.sorted { $0.1 < $1.1 }.prefix(pictures).map(\.0))
    return paths.indices.filter(chosen.contains).map { paths[$0] }
  }
}

/// The photos that a command line names: files as they are, and the pictures that lie in folders.
struct PhotoList {
  /// The paths, in the order of the command line; those of a folder by name.
  let paths: [String]
  /// Whether a folder is among the arguments.
  let hasFolder: Bool

  /// Lists `arguments`. Files are not opened; in a folder, hidden files, folders and names without a picture's
  /// extension are left out.
  ///
  /// - Throws: ``UserError`` for a folder that cannot be read or holds no picture.
  init(_ arguments: [String]) throws {
    paths = try arguments.flatMap { Self.isFolder($0) ? try Self.pictures(in: $0) : [$0] }
    hasFolder = arguments.contains(where: Self.isFolder)
  }

  /// Whether `path` leads to a folder.
  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  private static func pictures(in folder: String) throws -> [String] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    } catch {
      throw UserError("\(folder) cannot be read; check its permissions")
    }
    let prefix = folder.hasSuffix("/") ? folder : folder + "/"
    let pictures = names.filter { name in
      !name.hasPrefix(".") && PictureFormat.isPicture(named: name)
        && !isFolder(prefix + name)
    }
    guard !pictures.isEmpty else {
      throw UserError("\(folder) holds no picture; name another folder, or photos")
    }
    return pictures.map { prefix + $0 }
  }
}

/// Which file a path leads to, whatever the path looks like.
struct FileIdentity: Equatable {
  private let device: dev_t
  private let node: ino_t

  /// `nil` where there is no file.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    device = status.st_dev
    node = status.st_ino
  }
}
