internal import Files
internal import Foundation
internal import Networks

extension ModelCatalog {
  /// Whether a model of the user can have that name.
  public static func isName(_ name: String) -> Bool {
    1...100 ~= name.utf8.count && !name.hasPrefix(".") && name != builtInName
      && !name.hasSuffix("." + fileExtension)
      && name.unicodeScalars.allSatisfy { scalar in
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
          || "._-".unicodeScalars.contains(scalar)
      }
  }

  /// Finds out whether a model of that name can be added.
  ///
  /// - Throws: ``CatalogError/badName(_:)``, ``CatalogError/nameTaken(_:)``.
  public func checkIsFree(_ name: String) throws(CatalogError) {
    if name == Self.builtInName { throw .nameTaken(name) }
    guard Self.isName(name) else { throw .badName(name) }
    if FileManager.default.fileExists(atPath: userPath(of: name)) { throw .nameTaken(name) }
  }

  /// Makes a model of an imported file in the user's folder; it is there whole or not at all.
  ///
  /// - Parameter precision: The type of weights in two or more dimensions; without it they stay as they are.
  /// - Returns: The file's path.
  /// - Throws: ``CatalogError``, ``CheckpointError``.
  @discardableResult
  public func add(_ found: ModelImport, named name: String, precision: Precision? = nil) throws -> String {
    try checkIsFree(name)
    try makeUserFolder()
    let path = userPath(of: name)
    try found.write(to: path, precision: precision)
    return path
  }

  /// Removes one of the user's models.
  ///
  /// - Throws: ``CatalogError/builtIn(_:)``, ``CheckpointError/unknownModel(_:available:folder:)`` and
  ///   ``CheckpointError/unwritable(path:reason:)``.
  public func remove(_ name: String) throws {
    if name == Self.builtInName { throw CatalogError.builtIn(name) }
    let path = userPath(of: name)
    guard Self.isName(name), FileManager.default.fileExists(atPath: path) else {
      let names = ownNames.sorted()
      throw CheckpointError.unknownModel(
        name, available: nearestNames(to: name, among: names, count: names.count), folder: userFolder)
    }
    guard unlink(path) == 0 else {
      throw CheckpointError.unwritable(path: path, reason: systemReason())
    }
  }

  /// Makes the user's folder where there is none yet.
  func makeUserFolder() throws(CheckpointError) {
    do {
      try FileManager.default.createDirectory(atPath: userFolder, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(path: userFolder, reason: error.localizedDescription)
    }
  }

  private func userPath(of name: String) -> String { "\(userFolder)/\(name).\(Self.fileExtension)" }
}
