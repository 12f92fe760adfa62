import Files
import Foundation
import Torch

/// What went wrong, in one line for a person.
struct Failure {
  private let error: any Error

  init(_ error: any Error) { self.error = error }

  /// The line, as `reverie: <what>; <way out>`; with `verbose` the library's own long message after it.
  func text(verbose: Bool) -> String {
    let line = "reverie: " + oneLine(sentence.withFlags)
    guard verbose, let details, !sentence.contains(details) else { return line }
    return line + "\n" + details
  }

  /// The modules' errors describe themselves; those of the system and of Foundation do it elsewhere.
  private var sentence: String {
    switch error {
    case let error as DecodingError: words(for: error)
    case let error as POSIXError: systemReason(error.code.rawValue)
    // `is NSError` would hold for every error: Foundation bridges them all.
    case _ where error is CocoaError || type(of: error) is NSError.Type: error.localizedDescription
    default: String(describing: error)
    }
  }

  private var details: String? {
    guard let error = error as? TorchError else { return nil }
    return error.details.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private func words(for error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, let context):
      "there is no '\((context.codingPath + [key]).dotted)'"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "'\(context.codingPath.dotted)' has a value of the wrong kind"
    case .dataCorrupted(let context):
      context.codingPath.isEmpty
        ? "this is not JSON" : "'\(context.codingPath.dotted)': \(context.debugDescription)"
    @unknown default: String(describing: error)
    }
  }

  private func oneLine(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }.joined(separator: " ")
  }
}

extension [any CodingKey] {
  fileprivate var dotted: String { map(\.stringValue).joined(separator: ".") }
}

/// Something that the command line itself finds wrong: one line, what and the way out.
struct UserError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
