import Dispatch
import Foundation

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
