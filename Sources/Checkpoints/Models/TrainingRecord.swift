/// How a model came to be, for people to read; everything may be missing, and unknown fields are passed over.
public struct TrainingRecord: Codable, Sendable, Equatable {
  /// Which epoch's weights of a run a model holds.
  public enum Selection: String, Codable, Sendable {
    /// Those of the epoch that tested best.
    case best
    /// Those of the last epoch so far.
    case last
  }

  /// The name of the pictures that it learned from.
  public var dataset: String?
  /// How the pictures were divided into those to train and those to test on, as `0.8, seed 42: …`.
  public var split: String?
  /// The settings of the training by name.
  public var recipe: [String: String]?
  /// Passes over the pictures.
  public var epochs: Int?
  /// Which of the run's epochs these were.
  public var selection: Selection?
  /// The share of held-out pictures, 0…1, whose class is the network's first choice.
  public var accuracy: Double?
  /// The side in pixels of the central square on which that was measured: the size at which it sees best.
  public var pictureSize: Int?
  /// The day, as `2026-01-31`.
  public var date: String?
  /// The command that trained it.
  public var commandLine: String?
  /// Reverie's version.
  public var reverieVersion: String?
  /// libtorch's version.
  public var libtorchVersion: String?
  /// Anything else.
  public var note: String?

  /// A record of what is known.
  public init(
    dataset: String? = nil, split: String? = nil, recipe: [String: String]? = nil, epochs: Int? = nil,
    selection: Selection? = nil,
    accuracy: Double? = nil,
    pictureSize: Int? = nil,
    date: String? = nil, commandLine: String? = nil, reverieVersion: String? = nil,
    libtorchVersion: String? = nil, note: String? = nil
  ) {
    self.dataset = dataset
    self.split = split
    self.recipe = recipe
    self.epochs = epochs
    self.selection = selection
    self.accuracy = accuracy
    self.pictureSize = pictureSize
    self.date = date
    self.commandLine = commandLine
    self.reverieVersion = reverieVersion
    self.libtorchVersion = libtorchVersion
    self.note = note
  }
}
