import ArgumentParser
import Checkpoints
import Datasets
import Imaging
import Networks
import Torch

/// `reverie classify`: what a network sees in photos.
struct ClassifyCommand: VerbosityCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Say what a network sees in photos: the likeliest classes.",
    discussion: """
      Of each photo the largest square around the center is taken and resized, bilinearly with antialiasing, to \
      the size that the model was tested with (224 pixels where it does not say), and normalized as in its training.

      EXAMPLES
        reverie classify photo.jpg
        reverie classify --top 3 *.jpg
        reverie classify holiday/
        reverie classify --model mine.safetensors --json photo.jpg
      """)

  @Argument(help: ArgumentHelp("The photos, or folders of them: then a line for each.", valueName: "photo"))
  var photos: [String]

  @OptionGroup var model: ModelOption

  @Option(help: ArgumentHelp("The number of classes to name for each photo.", valueName: "count"))
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
    let model = try model.load()
    let classifier = try Classifier(model)
    verbosity.detail(
      "\(model.name): \(model.metadata.architecture.network), \(classifier.side) pixels a side")
    let list = try PhotoList(photos)
    var verdicts: [Verdict] = []
    var failures = 0
    for photo in list.paths {
      do {
        let image = try Image(contentsOf: photo, limits: limit.limits)
        let verdict = Verdict(photo: photo, classes: try classifier.classes(of: image, count: top))
        if json || list.hasFolder { verdicts.append(verdict) } else { verdict.print() }
      } catch {
        Terminal.error.write(Failure(error).text(verbose: verbosity.verbose))
        failures += 1
      }
    }
    if json { try printJSON(verdicts) } else if list.hasFolder { Verdict.printTable(of: verdicts) }
    if failures > 0 { throw ExitCode.failure }
  }
}

/// The classes of one photo, as they are printed.
private struct Verdict: Encodable {
  let photo: String
  let classes: [ClassProbability]

  /// A line for each photo: its likeliest classes.
  static func printTable(of verdicts: [Verdict]) {
    let count = min(verdicts.map(\.classes.count).max() ?? 0, 3)
    let titles = ["likeliest", "second", "third"].prefix(count)
    var table = Table([.left("photo")] + titles.flatMap { [Table.Column.left($0), .right("")] })
    for verdict in verdicts {
      table.add(
        [verdict.photo] + verdict.classes.prefix(count).flatMap { [$0.name, $0.probability.percent] })
    }
    for line in table.lines { reverie.print(line) }
  }

  func print() {
    reverie.print(photo)
    let width = classes.map(\.name.count).max() ?? 0
    for guess in classes {
      let percent = guess.probability.percent
      let spaces = String(repeating: " ", count: width - guess.name.count + max(0, 7 - percent.count))
      reverie.print("  \(guess.name)  \(spaces)\(percent)")
    }
  }
}

/// A model, ready to name what is in photos.
struct Classifier {
  /// The side of the square that the network sees, in pixels.
  let side: Int
  private let model: Model
  private let executor: Executor

  init(_ model: Model) throws {
    guard model.metadata.architecture.head != .absent else {
      throw UserError("\(model.name): \(NetworkError.noHead)")
    }
    self.model = model
    side = model.metadata.testedSize
    _ = try model.graph.report(height: side, width: side)
    executor = try model.executor()
  }

  /// The probability of each class.
  func probabilities(of photo: Image) throws -> [Float] {
    var unused = SplitMix64(seed: 0)
    let square = try Transform.centerCrop(side: side)(photo, random: &unused)
    let picture = try model.metadata.normalization.input(square)
    return try withoutGradients { try executor.output(picture) }.softmax(along: 1).elements()
  }

  /// The `count` likeliest classes, best first.
  func classes(of photo: Image, count: Int) throws -> [ClassProbability] {
    labels.likeliest(count, of: try probabilities(of: photo))
  }

  /// The names of the classes.
  var labels: ClassLabels { model.metadata.labels }
}
