internal import Files
internal import Networks

/// A look that was found to be good, with a name.
public struct Preset: Sendable, Equatable {
  /// The name, as in `--preset vivid`.
  public let name: String
  /// One line about the look.
  public let summary: String
  /// Its settings.
  public let options: DreamOptions
  /// The network that the look needs, as `resnet50`; `nil` for one that any network with its layers gives.
  public let network: String?

  init(_ name: String, _ summary: String, network: String? = nil, _ set: (inout DreamOptions) -> Void) {
    var options = DreamOptions()
    set(&options)
    self.name = name
    self.summary = summary
    self.options = options
    self.network = network
  }

  /// The preset of that name.
  ///
  /// - Throws: `DreamError.unknownPreset` with the nearest names.
  public static func named(_ name: String) throws(DreamError) -> Preset {
    guard let preset = all.first(where: { $0.name == name }) else {
      throw .unknownPreset(name, nearest: nearestNames(to: name, among: all.map(\.name), count: 3))
    }
    return preset
  }
}
