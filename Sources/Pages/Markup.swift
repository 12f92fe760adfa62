/// A piece of a page. Text is escaped where it is put in, so that no name of a stranger's file becomes an element.
///
/// A string literal, interpolated or not, is text.
public struct Markup: Sendable, Equatable, ExpressibleByStringInterpolation {
  /// The piece as HTML that is well-formed XML too.
  public let html: String

  /// Text.
  public init(_ text: String) { html = text.escapedForHTML }

  /// Text.
  public init(stringLiteral text: String) { self.init(text) }

  /// HTML that was written with the program and holds nothing from outside.
  public init(trusted html: String) { self.html = html }

  /// Pieces one after the other.
  public init(_ pieces: [Markup]) { html = pieces.map(\.html).joined() }

  /// Nothing.
  public static let empty = Markup([])

  /// An element of HTML or SVG.
  public static func element(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ children: [Markup] = []
  ) -> Markup {
    let list = attributes.map { " \($0.key)=\"\($0.value.escapedForHTML)\"" }.joined()
    guard !void.contains(name) else { return Markup(trusted: "<\(name)\(list)/>") }
    return Markup(trusted: "<\(name)\(list)>\(Markup(children).html)</\(name)>")
  }

  /// The elements that have no end tag.
  private static let void: Set<String> = ["br", "hr", "img", "input", "link", "meta"]
}

extension String {
  /// Text for an element or an attribute, without the control characters that XML does not have.
  fileprivate var escapedForHTML: String {
    var escaped = ""
    escaped.reserveCapacity(utf8.count)
    for scalar in unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case _ where scalar.properties.generalCategory == .control: escaped += " "
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
