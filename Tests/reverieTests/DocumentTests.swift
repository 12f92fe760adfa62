import ArgumentParser
import Foundation
import Testing

@testable import reverie

/// What the documentation says can be typed, followed and read.
@Suite("The documentation") struct DocumentTests {
  /// A page of the project's documentation.
  struct Page: Sendable, CustomTestStringConvertible {
    let name: String
    let lines: [String]
    var testDescription: String { name }
  }

  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static let pages: [Page] = {
    let files = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md"]
    let names = (FileManager.default.enumerator(atPath: root.path + "/Docs")?.allObjects as? [String]) ?? []
    return (files + names.filter { $0.hasSuffix(".md") }.sorted().map { "Docs/" + $0 }).map { name in
      let text = (try? String(contentsOf: root.appending(path: name), encoding: .utf8)) ?? ""
      return Page(name: name, lines: text.components(separatedBy: "\n"))
    }
  }()

  @Test func thePagesAreThere() {
    #expect(Self.pages.count > 20 && Self.pages.allSatisfy { $0.lines.count > 5 })
    let commands = Self.pages.flatMap { Self.commands(of: $0) }
    #expect(commands.count > 60, "\(commands.count)")
  }

  /// Every command in a block of code is one that the program takes, with its flags and their values.
  @Test(arguments: pages) func everyCommandIsTaken(_ page: Page) {
    for line in Self.commands(of: page) {
      #expect(throws: Never.self, "\(page.name): \(line)") {
        var arguments = Self.words(line)
        let program = try #require(arguments.firstIndex(of: "reverie"))
        arguments.removeFirst(program + 1)
        _ = try Reverie.parseAsRoot(arguments)
      }
    }
  }

  @Test(arguments: pages) func everyLinkLeadsSomewhere(_ page: Page) throws {
    let folder = Self.root.appending(path: page.name).deletingLastPathComponent()
    for line in page.lines {
      for match in line.matches(of: /\]\(([^)#\s]+)(?:#[^)]*)?\)/) where !match.1.contains("://") {
        let path = folder.appending(path: String(match.1)).standardizedFileURL.path
        #expect(FileManager.default.fileExists(atPath: path), "\(page.name): \(match.1)")
      }
    }
  }

  /// Tables and pictures may be longer: they cannot be broken.
  @Test(arguments: pages) func linesHaveAtMost110Columns(_ page: Page) {
    for (number, line) in page.lines.enumerated() where !line.hasPrefix("|") && !line.hasPrefix("![") {
      #expect(line.count <= 110 || !line.contains(" "), "\(page.name):\(number + 1) has \(line.count)")
    }
  }

  /// The lines of blocks of code that run the program.
  private static func commands(of page: Page) -> [String] {
    var isCode = false
    var commands: [String] = []
    // A line that ends in a backslash goes on in the next.
    let lines = page.lines.joined(separator: "\n").replacing(/\\\n\s*/, with: "").components(
      separatedBy: "\n")
    for line in lines {
      if line.hasPrefix("```") {
        isCode.toggle()
      } else if isCode, line.hasPrefix("reverie ") || line.hasPrefix("torchrun "), !line.contains("| ") {
        commands.append(line)
      }
    }
    return commands
  }

  /// A line's words as a shell has them, without its comment.
  private static func words(_ line: String) -> [String] {
    var words: [String] = []
    var word = ""
    var quote: Character?
    for character in line {
      if let open = quote {
        if character == open { quote = nil } else { word.append(character) }
      } else if character == "'" || character == "\"" {
        quote = character
      } else if character == " " {
        if !word.isEmpty { words.append(word) }
        word = ""
      } else if character == "#", word.isEmpty {
        break
      } else {
        word.append(character)
      }
    }
    return word.isEmpty ? words : words + [word]
  }
}
