import ArgumentParser
import Checkpoints
import Dreaming
import Explaining
import Foundation
import Imaging
import Torch

/// `reverie compare`: what a dream changed in the network's mind.
struct CompareCommand: VerbosityCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Show what a dream changed in the network's mind, beside its photo.",
    discussion: """
      The likeliest classes of both pictures are printed with their probabilities before and after. The sheet has a \
      column for each picture: the picture, then where the network looks (by Grad-CAM) for what it took the photo for, \
      and for what it takes the dream for. The network sees each picture whole, its \
      shorter side as long as those that it was tested with.

      EXAMPLES
        reverie compare photo.jpg dream.png
        reverie compare photo.jpg dream.png -o mind.png
        reverie compare photo.jpg dream.png --top 3 --json
      """)

  @Argument(help: ArgumentHelp("The photo.", valueName: "photo"))
  var photo: String

  @Argument(help: ArgumentHelp("Its dream, or any other picture.", valueName: "dream"))
  var dream: String

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The sheet to write, .png, .jpg or .jpeg.", valueName: "file"))
  var output: String?

  @OptionGroup var model: ModelOption

  @Option(help: ArgumentHelp("How many of each picture's likeliest classes to list.", valueName: "count"))
  var top = 5

  @Flag(help: "Print JSON for other programs.")
  var json = false

  @OptionGroup var limit: PhotoLimitOption
  @OptionGroup var threads: ThreadOption
  @OptionGroup var verbosity: VerbosityOptions

  func validate() throws {
    if top < 1 { throw ValidationError("--top takes a whole number from 1, not \(top).") }
  }

  func run() throws {
    threads.apply()
    if let output { try OutputFile.check(output) }
    let before = try Image(contentsOf: photo, limits: limit.limits)
    let after = try Image(contentsOf: dream, limits: limit.limits)
    let model = try model.load()
    let change = try PredictionChange(
      from: before, to: after, count: top, by: Explainer(model), labels: model.metadata.labels)
    if let output { try sheet(change, before, after, model).write(to: output) }
    if json {
      try printJSON(Report(photo: photo, dream: dream, distance: change.distance, classes: change.classes))
    } else {
      print(change)
    }
  }

  private struct Report: Encodable {
    let photo: String
    let dream: String
    let distance: Double
    let classes: [PredictionChange.Class]
  }

  private func print(_ change: PredictionChange) {
    var table = Table([.left("class"), .right("photo"), .right("dream")])
    for share in change.classes { table.add([share.name, share.before.percent, share.after.percent]) }
    for line in table.lines { reverie.print(line) }
    reverie.print("distance \(String(format: "%.3f", change.distance)), from 0 to 1")
  }

  private static let longestSide = 420

  private func sheet(_ change: PredictionChange, _ before: Image, _ after: Image, _ model: Model) throws
    -> Image
  {
    // Both as large as the larger one, so that the eye compares like with like.
    let side = min(Self.longestSide, [before.width, before.height, after.width, after.height].max() ?? 0)
    let (photo, dream) = (
      try before.fitted(width: side, height: side, enlarging: true),
      try after.fitted(width: side, height: side, enlarging: true)
    )
    func caption(_ probability: (PredictionChange.Class) -> Double) -> String {
      change.classes.sorted { probability($0) > probability($1) }.prefix(3)
        .map { "\($0.name) \(probability($0).percent)" }.joined(separator: ", ")
    }
    var rows: [[ContactSheet.Cell?]] = [
      [
        ContactSheet.Cell(photo, caption: caption(\.before)),
        ContactSheet.Cell(dream, caption: caption(\.after)),
      ]
    ]
    for (share, first, second) in change.maps {
      rows.append([
        try cell(photo, first, "\(share.name) \(share.before.percent)"),
        try cell(dream, second, "\(share.name) \(share.after.percent)"),
      ])
    }
    return try ContactSheet(
      rows: rows, title: model.name,
      columnLabels: [self.photo, self.dream].map { URL(filePath: $0).lastPathComponent },
      cellSize: (max(photo.width, dream.width), max(photo.height, dream.height))
    ).image()
  }

  private func cell(_ picture: Image, _ map: Tensor, _ caption: String) throws -> ContactSheet.Cell {
    let shown = try map.resized(height: picture.height, width: picture.width, antialias: false).clamped(0, 1)
    return ContactSheet.Cell(try Image(spotlit(picture.tensor(), by: shown)), caption: caption)
  }
}
