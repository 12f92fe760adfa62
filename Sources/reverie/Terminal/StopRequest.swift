import Dispatch
import Foundation

/// Ctrl-C, a polite kill or a terminal that closes: noticed, and left to the work to act on. A second one ends the program at once, with the
/// exit code that shells know: 130 for Ctrl-C.
final class StopRequest {
  private let sources: [any DispatchSourceSignal]
  private let flag = Flag()

  /// Watches from now on.
  init() {
    sources = [SIGINT, SIGTERM, SIGHUP].filter { !($0 == SIGHUP && Self.isIgnored(SIGHUP)) }.map {
      [flag] number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global(qos: .userInteractive))
      source.setEventHandler {
        // With the signal's default action back in place it would still be libdispatch that gets it.
        if flag.isRaised { _exit(128 + number) }
        flag.raise()
      }
      source.resume()
      return source
    }
  }

  /// Whether the signal was turned off before, as `nohup` does.
  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    sigaction(number, nil, &action)
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
  }

  /// Whether somebody has asked to stop.
  var isRequested: Bool { flag.isRaised }

  private final class Flag: @unchecked Sendable {
    private let lock = NSLock()
    private var raised = false

    var isRaised: Bool { lock.withLock { raised } }

    func raise() { lock.withLock { raised = true } }
  }
}

/// Ends the program at Ctrl-C with one line and exit code 130, at once, wherever the work is.
///
/// What is not on the disk by then is not written: files appear whole, by renaming.
final class Interrupt {
  private let source: any DispatchSourceSignal

  /// Watches from now on.
  init(_ line: String) {
    signal(SIGINT, SIG_IGN)
    source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global(qos: .userInteractive))
    source.setEventHandler {
      if Terminal.error.isInteractive { Terminal.error.overwrite("") }
      Terminal.error.write("reverie: " + line)
      _exit(130)
    }
    source.resume()
  }

  /// Lets nothing interrupt what follows, such as the writing of a file.
  func end() { source.cancel() }
}
