import ArgumentParser
import Checkpoints
import Dreaming
import Explaining
import Foundation
import Imaging
import Networks
import Torch

/// A visualization with all that it needs, checked before the work starts.
struct VisualizeJob {
  private let command: VisualizeCommand
  private let model: Model
  private let visualizer: Visualizer
  /// What is drawn, in rows of one layer each, the classes last.
  private let rows: [Row]
  /// The folder to fill; `nil` for one sheet.
  private let folder: String?
  private let verbosity: VerbosityOptions

  /// The targets of one layer.
  private struct Row {
    /// The layer's name; that of the classes is `classes`.
    let name: String
    let targets: [VisualizationTarget]
    let captions: [String]
    /// What the layer saw, with a photo.
    var seen: StrongestChannels?
  }

  init(_ command: VisualizeCommand) throws {
    self.command = command
    verbosity = command.verbosity
    let isFile = !PhotoList.isFolder(command.output) && (try? OutputType(path: command.output)) != nil
    folder = isFile ? nil : command.output.hasSuffix("/") ? String(command.output.dropLast()) : command.output
    if let folder {
      try OutputFile.checkFolderName(folder)
      try OutputFile.checkFolder(of: PhotoList.isFolder(folder) ? folder + "/sheet" : folder)
    } else {
      try OutputFile.check(command.output)
    }
    let device = try command.device.device()
    let limits = command.limit.limits
    let start = try command.from.map { try Image(contentsOf: $0, limits: limits) }
    let photo = try command.photo.map { try Image(contentsOf: $0, limits: limits) }
    var inputs = DreamInputs()
    for case .file(let path) in command.direction {
      inputs.directions[path] = try DirectionFile.read(path)
    }
    let model = try command.model.load()
    inputs.classNames = model.metadata.classNames
    self.model = model
    rows =
      try Self.layers(command, model).map { try Self.row($0, command, model, photo) }
      + Self.classes(command, model)
    visualizer = try Visualizer(
      architecture: model.graph, weights: model.weights, normalization: model.metadata.normalization,
      targets: rows.flatMap(\.targets), inputs: inputs, options: command.options, from: start,
      device: device)
  }

  /// Draws all, or as much as there is when the user stops it.
  ///
  /// - Throws: `ExitCode` 130 when the user stopped it.
  func run() throws {
    let count = visualizer.targets.count
    let progress = Progress(unit: "pictures", isQuiet: verbosity.quiet)
    let stop = StopRequest()
    var stopped: VisualizationSnapshot?
    let pictures = try visualizer.pictures { snapshot in
      progress.show(state(of: snapshot))
      if stop.isRequested && snapshot.share < 1 {
        stopped = snapshot
        snapshot.stop()
      }
    }
    progress.clear()
    try write(pictures)
    if let stopped {
      let drawn = pictures.count { !$0.isEmpty }
      Terminal.error.write(
        "reverie: stopped at \((100 * stopped.share).rounded(.down).threeDigits) %; \(command.output) holds"
          + " \(drawn.grouped) of \(count.grouped) targets as they are so far")
      throw ExitCode(130)
    }
    if !verbosity.quiet {
      print("\(command.output): \(count.grouped) targets of \(model.name), \(progress.seconds.duration)")
    }
  }

  private func state(of snapshot: VisualizationSnapshot) -> Progress.State {
    let total = visualizer.targets.count * command.options.variants
    return Progress.State(
      label: total == 1 ? "1 picture" : "\(total.grouped) pictures", fraction: snapshot.share,
      steps: Int(snapshot.share * Double(total)))
  }

  /// Writes the sheets, without targets that have no pictures yet.
  private func write(_ pictures: [[Image]]) throws {
    var pictures = pictures[...]
    var sheets: [VisualizationSheet] = []
    for row in rows {
      let cells = zip(row.captions, pictures.prefix(row.targets.count)).map { caption, pictures in
        VisualizationSheet.Target(caption: caption, pictures: pictures)
      }.filter { !$0.pictures.isEmpty }
      pictures = pictures.dropFirst(row.targets.count)
      guard !cells.isEmpty else { continue }
      let sheet = VisualizationSheet(
        name: row.name, model: model.name, targets: cells, seen: row.seen, side: command.options.size)
      if let folder { try sheet.write(to: folder) }
      sheets.append(sheet)
    }
    if folder == nil { try VisualizationSheet.image(of: sheets).write(to: command.output) }
  }
}

// MARK: - What is drawn

extension VisualizeJob {
  /// The layers that are asked for; the model's own choice where neither a layer nor a class is.
  private static func layers(_ command: VisualizeCommand, _ model: Model) throws -> [String] {
    let named = command.layer.flatMap { $0.split(separator: ",").map(String.init) }
    guard named.isEmpty else { return try named.map { try model.graph.layer($0).name } }
    let needsLayer = command.channel != nil || !command.direction.isEmpty
    guard command.classes.isEmpty || needsLayer else { return [] }
    let first = (model.metadata.defaultLayers + model.metadata.architecture.dreamLayers)[0]
    return [try model.graph.layer(first).name]
  }

  private static func row(
    _ layer: String, _ command: VisualizeCommand, _ model: Model, _ photo: Image?
  ) throws -> Row {
    if let photo {
      let seen = try StrongestChannels(
        command.strongest ?? 9, of: layer, in: photo, architecture: model.graph, weights: model.weights,
        normalization: model.metadata.normalization)
      guard !seen.responses.isEmpty else {
        throw UserError("no channel of \(layer) answers to \(command.photo ?? ""); choose another layer")
      }
      let captions = seen.responses.map { "\($0.channel) · mean \($0.mean.threeDigits)" }
      return Row(
        name: layer, targets: seen.responses.map { .channel(layer: layer, $0.channel) }, captions: captions,
        seen: seen)
    }
    let directions = command.direction.map { direction -> (VisualizationTarget, String) in
      switch direction {
      case .random(let seed): (.random(layer: layer, seed: seed), "random(\(seed))")
      case .file(let path):
        (.direction(layer: layer, file: path), URL(filePath: path).lastPathComponent)
      }
    }
    let count = try VisualizationTarget.channelCount(of: layer, in: model.graph)
    let standard = directions.isEmpty ? Array(0..<min(16, count)) : []
    let channels = (command.channel?.channels(of: count) ?? standard).map { channel in
      (VisualizationTarget.channel(layer: layer, channel), caption(of: channel, in: layer, model))
    }
    let all = channels + directions
    return Row(name: layer, targets: all.map(\.0), captions: all.map(\.1))
  }

  private static func classes(_ command: VisualizeCommand, _ model: Model) throws -> [Row] {
    guard !command.classes.isEmpty else { return [] }
    let labels = model.metadata.labels
    let captions = try command.classes.map {
      try labels[model.graph.score(ofClass: $0, labels: labels).index]
    }
    return [
      Row(
        name: "classes", targets: command.classes.map(VisualizationTarget.classScore),
        captions: captions)
    ]
  }

  /// A class's name where the channels are the scores of classes, else the channel's number.
  private static func caption(of channel: Int, in layer: String, _ model: Model) -> String {
    let names = model.metadata.classNames
    let isScore = layer == model.graph.scoreLayer?.name
    return isScore && names.indices.contains(channel) ? names[channel] : "\(channel)"
  }
}
