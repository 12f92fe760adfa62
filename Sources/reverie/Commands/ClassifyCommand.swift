import ArgumentParser
import Checkpoints
import Imaging

/// `reverie classify`: what a network sees in photos.
struct ClassifyCommand: TalkingCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Say what a network sees in photos: the likeliest classes.",
    discussion: """
      Of each photo the largest square around the centre is taken and resized, bilinearly with antialiasing, to \
      the size that the model was tested with (224 pixels where it does not say), and normalised as in its training.

      EXAMPLES
        reverie classify photo.jpg
        reverie classify --top 3 *.jpg
        reverie classify --model mine.safetensors --json photo.jpg
      """)

  @Argument(help: ArgumentHelp("The photos.", valueName: "photo"))
  var photos: [String]

  @OptionGroup var model: ModelOption

  @Option(help: ArgumentHelp("The number of classes to name for each photo.", valueName: "count"))
  var top = 5

  @Flag(help: "Print JSON for other programs.")
  var json = false

  @OptionGroup var limit: PhotoLimitOption
  @OptionGroup var threads: ThreadOption
  @OptionGroup var talk: TalkOptions

  func validate() throws {
    if top < 1 { throw ValidationError("--top takes a whole number from 1, not \(top).") }
  }

  func run() throws {
    threads.apply()
    let model = try model.load()
    let classifier = try Classifier(model)
    talk.detail("\(model.name): \(model.metadata.architecture.network), \(classifier.side) pixels a side")
    var verdicts: [Verdict] = []
    var failures = 0
    for photo in photos {
      do {
        let image = try Image(contentsOf: photo, limits: limit.limits)
        let verdict = Verdict(photo: photo, classes: try classifier.classes(of: image, count: top))
        if json { verdicts.append(verdict) } else { verdict.print() }
      } catch {
        Terminal.error.write(Failure(error).text(verbose: talk.verbose))
        failures += 1
      }
    }
    if json { try printJSON(verdicts) }
    if failures > 0 { throw ExitCode.failure }
  }
}

/// The classes of one photo, as they are printed.
private struct Verdict: Encodable {
  let photo: String
  let classes: [Classifier.Guess]

  func print() {
    Swift.print(photo)
    let width = classes.map(\.name.count).max() ?? 0
    for guess in classes {
      let percent = guess.probability.percent
      let spaces = String(repeating: " ", count: width - guess.name.count + max(0, 7 - percent.count))
      Swift.print("  \(guess.name)  \(spaces)\(percent)")
    }
  }
}
