internal import Foundation

/// An HTML file that needs nothing else: pictures, style and script lie in it, and a content security policy forbids
/// everything from outside.
///
/// It is well-formed XML too.
public struct Page {
  /// The page's colors.
  public enum Appearance: Sendable {
    /// Light text on dark, as pictures are looked at.
    case dark
    /// As the reader's system has it.
    case system
  }

  private let title: String
  private let appearance: Appearance
  private let styles: [String]
  private let body: Markup
  private let data: String?
  private let script: String

  /// A page.
  ///
  /// - Parameters:
  ///   - style: rules over the house's own.
  ///   - data: what the script finds as JSON in the element `data`; finite numbers only.
  ///   - script: what runs when the page is there.
  public init(
    title: String, appearance: Appearance, style: String, body: Markup,
    data: (any Encodable)? = nil, script: String
  ) {
    self.title = title
    self.appearance = appearance
    styles = [Self.text(PackageResources.page_css), style]
    self.body = body
    self.data = data.map { Self.json($0) }
    self.script = script
  }

  /// The file's content.
  public var html: String {
    """
    <!DOCTYPE html>
    <html lang="en"\(appearance == .dark ? " class=\"dark\"" : "")>
    <head>
    <meta charset="utf-8"/>
    <meta name="viewport" content="width=device-width, initial-scale=1"/>
    <meta http-equiv="Content-Security-Policy" content="\(Self.policy)"/>
    <meta name="generator" content="Reverie"/>
    <title>\(Markup(title).html)</title>
    <style>/*<![CDATA[*/
    \(styles.joined(separator: "\n"))
    /*]]>*/</style>
    </head>
    <body>
    \(body.html)
    \(data.map { "<script type=\"application/json\" id=\"data\">\($0)</script>" } ?? "")
    <script>//<![CDATA[
    \(script)
    //]]></script>
    </body>
    </html>

    """
  }

  /// An embedded file's text.
  public static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  /// A picture as an address that holds it.
  public static func address(ofJPEG bytes: [UInt8]) -> String {
    "data:image/jpeg;base64," + Data(bytes).base64EncodedString()
  }

  /// A PNG as an address that holds it.
  public static func address(ofPNG bytes: [UInt8]) -> String {
    "data:image/png;base64," + Data(bytes).base64EncodedString()
  }

  private static let policy =
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"

  private static func json(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else {
      preconditionFailure("texts and finite numbers can always be encoded")
    }
    return String(decoding: data, as: UTF8.self).escapedForScript
  }
}

extension String {
  /// JSON that neither ends a script element nor is anything to an XML parser but text.
  fileprivate var escapedForScript: String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(utf8.count)
    for byte in utf8 {
      switch byte {
      case UInt8(ascii: "<"): bytes += #"\u003c"#.utf8
      case UInt8(ascii: ">"): bytes += #"\u003e"#.utf8
      case UInt8(ascii: "&"): bytes += #"\u0026"#.utf8
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
