import ArgumentParser
import Checkpoints
import Dreaming
import Foundation
import Imaging
import Torch

/// `reverie atlas`: what the channels of a network look for.
struct AtlasCommand: TalkingCommand {
  static let configuration = CommandConfiguration(
    commandName: "atlas",
    abstract: "Draw what each channel of a layer looks for, from noise.",
    discussion: """
      Each picture starts from noise and climbs until it excites one channel as much as it can. A file gets them on one \
      labelled sheet; a folder gets a sheet for each layer, and each picture by itself.

      EXAMPLES
        reverie atlas --layers relu4_1 -o atlas.png
        reverie atlas --layers relu2_2 relu3_3 --channels 0-7 -o atlas.jpg
        reverie atlas --layers fc --channels all -o classes/
      """)

  private static let defaults = DreamOptions.atlas

  @OptionGroup var model: ModelOption

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Layers by name or alias. (default: the model's own choice)", valueName: "layer"))
  var layers: [String] = []

  @Option(help: ArgumentHelp("Channels from 0, as 0-15,20, or all. (default: 0-15)", valueName: "channels"))
  var channels: ChannelList?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The sheet to write, .png, .jpg or .jpeg, or a folder.", valueName: "file|folder"))
  var output: String

  @Option(help: ArgumentHelp("Side of each picture. (default: \(defaults.width ?? 0))", valueName: "pixels"))
  var size: Int?

  @Option(help: ArgumentHelp("Steps at each level. (default: \(defaults.iterations))", valueName: "steps"))
  var iterations: Int?

  @Option(help: ArgumentHelp("Length of a step. (default: \(defaults.learningRate))", valueName: "length"))
  var learningRate: Double?

  @Option(
    help: ArgumentHelp(
      "What is changed: pixels, decorrelated or fourier. (default: \(defaults.imageSpace.rawValue))",
      valueName: "space"))
  var imageSpace: ImageSpace?

  @Option(help: ArgumentHelp("Where the random numbers start. (default: 0)", valueName: "number"))
  var seed: UInt64?

  @Option(help: ArgumentHelp("Where to compute.", valueName: "name"))
  var device = Device.cpu.description

  @OptionGroup var threads: ThreadOption
  @OptionGroup var talk: TalkOptions

  func validate() throws {
    if let size, !(32...1024).contains(size) {
      throw ValidationError("--size takes a whole number from 32 to 1024, not \(size).")
    }
    do {
      try options.validate()
    } catch {
      throw ValidationError("\(error).")
    }
  }

  func run() throws {
    threads.apply()
    try AtlasJob(self).run()
  }

  /// The settings that the flags make.
  var options: DreamOptions {
    var options = Self.defaults
    options.width = size ?? options.width
    options.iterations = iterations ?? options.iterations
    options.learningRate = learningRate ?? options.learningRate
    options.imageSpace = imageSpace ?? options.imageSpace
    options.seed = seed ?? options.seed
    return options
  }
}

/// An atlas with all that it needs, checked before the work starts.
struct AtlasJob {
  private let command: AtlasCommand
  private let model: Model
  private let atlases: [(atlas: ChannelAtlas, channels: [Int])]
  /// The folder to fill; `nil` for one sheet.
  private let folder: String?
  private let talk: TalkOptions

  init(_ command: AtlasCommand) throws {
    self.command = command
    talk = command.talk
    let isFile = !PhotoList.isFolder(command.output) && (try? OutputType(path: command.output)) != nil
    folder = isFile ? nil : command.output.hasSuffix("/") ? String(command.output.dropLast()) : command.output
    if let folder {
      try OutputFile.checkFolder(of: PhotoList.isFolder(folder) ? folder + "/sheet" : folder)
    } else {
      try OutputFile.check(command.output)
    }
    let device = try Device(named: command.device)
    let model = try command.model.load()
    self.model = model
    let layers =
      command.layers.isEmpty
      ? [(model.metadata.defaultLayers + model.metadata.architecture.dreamLayers)[0]]
      : command.layers.flatMap { $0.split(separator: ",").map(String.init) }
    atlases = try layers.map { layer in
      let atlas = try ChannelAtlas(
        architecture: model.graph, weights: model.weights, normalization: model.metadata.normalization,
        layer: layer, options: command.options, device: device)
      let channels =
        command.channels?.channels(of: atlas.channelCount) ?? Array(0..<min(16, atlas.channelCount))
      if let outside = channels.first(where: { $0 >= atlas.channelCount }) {
        throw DreamError.channel(outside, layer: atlas.layer, count: atlas.channelCount)
      }
      return (atlas, channels)
    }
  }

  func run() throws {
    let total = atlases.map(\.channels.count).reduce(0, +)
    let progress = Progress(unit: "pictures", isQuiet: talk.quiet)
    var done = 0
    var rows: [(label: String, cells: [ContactSheet.Cell])] = []
    for (atlas, channels) in atlases {
      let pictures = try atlas.pictures(of: channels) { share in
        let pictures = Double(done) + share * Double(channels.count)
        progress.show(
          Progress.State(
            label: "\(atlas.layer), \(channels.count) channels", fraction: pictures / Double(total),
            steps: Int(pictures)))
      }
      progress.clear()
      done += channels.count
      let cells = zip(channels, pictures).map { channel, picture in
        ContactSheet.Cell(picture, caption: caption(of: channel, in: atlas))
      }
      if let folder { try write(cells, channels, of: atlas, to: folder) }
      rows.append((atlas.layer, cells))
    }
    if folder == nil { try sheet(rows).write(to: command.output) }
    if !talk.quiet {
      print("\(command.output): \(total.grouped) channels of \(model.name), \(progress.seconds.duration)")
    }
  }

  /// A class's name where the channels are the scores of classes, else the channel's number.
  private func caption(of channel: Int, in atlas: ChannelAtlas) -> String {
    let names = model.metadata.classNames
    let isScore = atlas.layer == model.graph.layers.last { $0.operation != .softmax }?.name
    return isScore && names.indices.contains(channel) ? names[channel] : "\(channel)"
  }

  /// One layer in reading order; several in a row each.
  private func sheet(_ rows: [(label: String, cells: [ContactSheet.Cell])]) throws -> Image {
    let side = command.options.width ?? 0
    let title = "\(rows.map(\.label).joined(separator: ", ")) · \(model.name)"
    guard rows.count > 1 else {
      return try ContactSheet(rows[0].cells, title: title, cellSize: (side, side)).image()
    }
    return try ContactSheet(
      rows: rows.map { $0.cells.map(Optional.some) }, title: model.name, rowLabels: rows.map(\.label),
      cellSize: (side, side)
    ).image()
  }

  private func write(
    _ cells: [ContactSheet.Cell], _ channels: [Int], of atlas: ChannelAtlas, to folder: String
  ) throws {
    let pictures = folder + "/" + safeFileName(atlas.layer)
    try FileManager.default.createDirectory(atPath: pictures, withIntermediateDirectories: true)
    let digits = String(atlas.channelCount - 1).count
    for (channel, cell) in zip(channels, cells) {
      let number = String(repeating: "0", count: digits - String(channel).count) + String(channel)
      try cell.image.write(to: "\(pictures)/\(number).png")
    }
    try sheet([(atlas.layer, cells)]).write(to: pictures + ".png")
  }
}
