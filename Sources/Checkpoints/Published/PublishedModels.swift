internal import Downloads
internal import Files
internal import Foundation
internal import Networks

/// The published weights that can be asked for by name.
public struct PublishedModels: Sendable {
  /// All of them, those of the program first.
  public let all: [PublishedModel]

  /// Those of the program, and the user's own in `published.json` beside the folder of models. An entry of the user
  /// replaces the program's of the same name.
  ///
  /// - Throws: ``PullError/badList(path:reason:)``, ``CheckpointError`` when the program's resources are not beside it.
  public init(for catalog: ModelCatalog = .standard) throws {
    var all = try Self.decode(Data(ResourceFolder.text("published.json").utf8), path: "published.json")
    let own = URL(fileURLWithPath: catalog.userFolder).deletingLastPathComponent()
      .appendingPathComponent("published.json")
    if let data = try? Data(contentsOf: own) {
      let entries = try Self.decode(data, path: own.path)
      let names = Set(entries.map(\.name))
      all = all.filter { !names.contains($0.name) } + entries
    }
    self.all = all
  }

  /// The weights of that name.
  ///
  /// - Throws: ``PullError/unknownModel(_:nearest:)``.
  public func named(_ name: String) throws(PullError) -> PublishedModel {
    guard let model = all.first(where: { $0.name == name }) else {
      throw .unknownModel(name, nearest: nearestNames(to: name, among: all.map(\.name)))
    }
    return model
  }

  /// The weights that a file holds, and the file's SHA-256, which is computed only when its size, or without a known
  /// size its name, is that of one.
  func owner(of file: MappedFile) -> (model: PublishedModel, sha256: String)? {
    let name = URL(fileURLWithPath: file.path).lastPathComponent
    let candidates = all.filter { $0.package == nil }.filter { model in
      model.size.canHave(byteCount: file.bytes.count)
        && (model.mebibytes != nil || model.address.hasSuffix("/" + name))
    }
    guard !candidates.isEmpty else { return nil }
    let digest = Digest.sha256(file.bytes)
    return candidates.first { $0.matches(digest) }.map { ($0, digest) }
  }

  private static func decode(_ data: Data, path: String) throws(PullError) -> [PublishedModel] {
    let entries: [PublishedModel]
    do {
      entries = try JSONDecoder().decode([PublishedModel].self, from: data)
    } catch {
      throw .badList(path: path, reason: (error as? DecodingError)?.place ?? "\(error)")
    }
    if let flaw = entries.lazy.compactMap(\.flaw).first { throw .badList(path: path, reason: flaw) }
    return entries
  }
}
