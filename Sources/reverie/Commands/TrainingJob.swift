import ArgumentParser
import Foundation
import Training

/// A training run with its progress on the terminal; Ctrl-C ends it after the step, with the state saved.
struct TrainingJob {
  let trainer: Trainer
  let folder: RunFolder
  let talk: TalkOptions

  func run() throws {
    let stop = StopRequest()
    let run = trainer.run
    talk.note(
      "\(run.options.network) on \(trainer.split.train.count) pictures, tested on \(trainer.split.test.count); "
        + (trainer.epoch == 0
          ? "\(run.options.totalEpochs) epochs"
          : "epoch \(trainer.epoch + 1) of \(run.options.totalEpochs)"))
    let progress = Progress(unit: "images", isQuiet: talk.quiet)
    let outcome = try trainer.run(shouldStop: { stop.isRequested }) { event in
      switch event {
      case .step(let step): progress.show(step.progress)
      case .epoch(let epoch):
        progress.clear()
        talk.note(epoch.line(of: run.options.totalEpochs))
      case .broken(let picture):
        progress.clear()
        talk.note("left out: \(picture.reason)")
      case .saved: break
      }
    }
    progress.clear()
    guard outcome == .finished else {
      Terminal.error.write("reverie: stopped and saved; go on with 'reverie train --resume \(folder.path)'")
      throw ExitCode(130)
    }
    talk.note("done: \(folder.modelPath)")
  }
}

extension StepReport {
  fileprivate var progress: Progress.State {
    Progress.State(
      label: "epoch \(epoch + 1)/\(epochs), \(size) px, loss \(loss.threeDigits), \(accuracy.percent)",
      fraction: fraction, rate: imagesPerSecond)
  }
}

extension EpochReport {
  fileprivate func line(of epochs: Int) -> String {
    "epoch \(epoch)/\(epochs), \(size) px: train loss \(trainLoss.threeDigits), \(trainAccuracy.percent); "
      + "test loss \(testLoss.threeDigits), \(testAccuracy.percent) "
      + "(mean over classes \(testClassAccuracy.percent)); \(Int(seconds.rounded())) s"
  }
}

/// Ctrl-C or a polite kill: noticed, and left to the work to act on. A second Ctrl-C ends the program at once.
private final class StopRequest: Sendable {
  private let sources: [any DispatchSourceSignal]
  private let flag = Flag()

  init() {
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { [flag] in
        if flag.raise() { signal(number, SIG_DFL) }
      }
      source.resume()
      return source
    }
  }

  var isRequested: Bool { flag.isRaised }

  private final class Flag: @unchecked Sendable {
    private let lock = NSLock()
    private var raised = false

    var isRaised: Bool { lock.withLock { raised } }

    /// Whether it was not raised before.
    func raise() -> Bool {
      lock.withLock {
        defer { raised = true }
        return !raised
      }
    }
  }
}
