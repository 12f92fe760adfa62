import ArgumentParser
import Checkpoints
import Dreaming

/// `reverie presets`: the looks that can be named with `--preset`.
struct PresetsCommand: VerbosityCommand {
  static let configuration = CommandConfiguration(
    commandName: "presets",
    abstract: "List the looks that 'dream --preset' knows.",
    discussion: """
      A preset is a set of a dream's settings; flags override it. One that needs a certain network says so: name such a \
      model with --model. 'reverie gallery photo.jpg --presets -o looks' shows all of them side by side.

      EXAMPLES
        reverie presets
        reverie dream photo.jpg -o dream.png --preset original
        reverie presets --json
      """)

  @Flag(help: "Print JSON for other programs.")
  var json = false

  @OptionGroup var verbosity: VerbosityOptions

  func run() throws {
    if json {
      try printJSON(Preset.all.map(Row.init))
      return
    }
    var table = Table([.left("preset"), .left("network"), .left("look")])
    for preset in Preset.all { table.add([preset.name, preset.network ?? "any", preset.summary]) }
    for line in table.lines { print(line) }
  }

  private struct Row: Encodable {
    let name: String
    let summary: String
    let network: String?
    let options: DreamOptions

    init(_ preset: Preset) {
      name = preset.name
      summary = preset.summary
      network = preset.network
      options = preset.options
    }
  }
}

extension Preset {
  /// Finds out whether a model has the layers that the preset dreams on; says so when it is not of the preset's network.
  ///
  /// - Parameter options: The preset's, with the flags that were given in their place.
  /// - Throws: `DreamError.presetLayer`.
  func check(_ options: DreamOptions, _ model: Model, _ verbosity: VerbosityOptions) throws(DreamError) {
    guard options.objective == self.options(for: model.graph).objective else { return }
    for layer in options.objective.layers where (try? model.graph.layer(layer)) == nil {
      throw .presetLayer(name, layer: layer, model: model.name, network: network)
    }
    if let network, !fits(model.metadata.architecture) {
      verbosity.note(
        "the preset '\(name)' is made for \(network); \(model.name) is \(model.metadata.architecture.network)"
      )
    }
  }
}
