import ArgumentParser
import Foundation
import Training

/// A training run with its progress on the terminal; Ctrl-C ends it after the step, with the state saved.
struct TrainingJob {
  let trainer: Trainer
  let folder: RunFolder
  let verbosity: VerbosityOptions

  private var steps: Progress {
    Progress(unit: "images", earlier: trainer.fraction, isQuiet: verbosity.quiet)
  }

  func run() throws {
    let stop = StopRequest()
    let run = trainer.run
    if trainer.epoch >= run.options.totalEpochs {
      verbosity.note(
        "this run is finished: \(run.options.totalEpochs.counted("epoch")); go on from its model with "
          + "'reverie train \(run.pictures.shellQuoted) --start-from \(folder.modelPath.shellQuoted) -o FOLDER'"
      )
      return
    }
    verbosity.note(
      "\(run.options.network) on \(trainer.split.train.count) pictures, tested on \(trainer.split.test.count); "
        + (trainer.epoch == 0
          ? run.options.totalEpochs.counted("epoch")
          : "epoch \(trainer.epoch + 1) of \(run.options.totalEpochs)"))
    var progress = steps
    let caching = Progress(unit: "pictures", isQuiet: verbosity.quiet)
    var hasAdvised = false
    let outcome = try trainer.run(shouldStop: { stop.isRequested }) { event in
      switch event {
      case .caching(let done, let count):
        caching.show(
          Progress.State(
            label: "caching pictures", fraction: Double(done) / Double(max(count, 1)), steps: done))
        progress = steps
      case .keeping(let done, let count):
        caching.show(
          Progress.State(
            label: "computing what is frozen", fraction: Double(done) / Double(max(count, 1)), steps: done))
        progress = steps
      case .note(let text): verbosity.note(text)
      case .step(let step):
        caching.clear()
        progress.show(step.progress)
      case .epoch(let epoch, _):
        progress.clear()
        verbosity.note(epoch.line(of: run.options.totalEpochs))
        if !hasAdvised, let advice = epoch.advice(run.options) {
          verbosity.note(advice)
          hasAdvised = true
        }
      case .broken(let picture):
        progress.clear()
        verbosity.note("left out: \(picture.reason)")
      case .saved: break
      }
    }
    progress.clear()
    guard outcome == .finished else {
      if trainer.isFirst {
        Terminal.error.write("reverie: stopped and saved; go on with 'reverie train --resume \(folder.path)'")
      }
      throw ExitCode(130)
    }
    verbosity.note("done: \(folder.modelPath)")
    verbosity.note("report: \(folder.reportPath)")
  }
}

extension StepReport {
  fileprivate var progress: Progress.State {
    Progress.State(
      label: "epoch \(epoch + 1)/\(epochs), \(size) px, loss \(loss.threeDigits), \(accuracy.percent)",
      fraction: fraction, steps: images)
  }
}

extension EpochReport {
  /// What to do where steps wait for their pictures.
  fileprivate func advice(_ options: TrainingOptions) -> String? {
    guard isHeldUpByLoading, let waiting else { return nil }
    return "steps waited \(waiting.percent) of their time for pictures; try more --workers"
      + (options.cache == .on ? "" : ", or --cache on for the next run")
  }

  fileprivate func line(of epochs: Int) -> String {
    "epoch \(epoch)/\(epochs), \(size) px: train loss \(trainLoss.threeDigits), \(trainAccuracy.percent); "
      + "\(tested.rawValue) loss \(testLoss.threeDigits), \(testAccuracy.percent) "
      + "(mean over classes \(testClassAccuracy.percent)); \(Int(seconds.rounded())) s"
  }
}
