internal import Foundation

/// Where the files lie that belong to the program.
///
/// SwiftPM's own `Bundle.module` ends the program when its bundle is missing, so the bundle is looked for here.
enum ResourceFolder {
  private static let names = ["reverie_Checkpoints.resources", "reverie_Checkpoints.bundle"]

  /// The folder beside the program, where its links end; a program without one that still lies on the machine
  /// where it was built takes the sources' folder. The path may name nothing.
  static var path: String {
    let program = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent()
    let beside = names.compactMap { program?.appendingPathComponent("\($0)/Resources").path }
    let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Resources").path
    let there = (beside + [sources]).first { FileManager.default.fileExists(atPath: $0) }
    return there ?? beside.first ?? sources
  }

  /// The text of a file in the folder.
  ///
  /// - Throws: ``CheckpointError/noResource(path:)``.
  static func text(_ name: String) throws(CheckpointError) -> String {
    let path = path + "/" + name
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { throw .noResource(path: path) }
    return text
  }
}
