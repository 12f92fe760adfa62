internal import Foundation

/// An HTML file that needs nothing else: pictures, style and script lie in it, in the project's house style.
///
/// It is well-formed XML too. Strings, which may come from the names of strangers' files, lie in it as JSON whose `<`, `>`
/// and `&` are escaped, and the script puts them on the page as text; a content security policy forbids all else.
public struct StandalonePage {
  private let title: String
  private let style: [UInt8]
  private let content: [UInt8]
  private let data: any Encodable
  private let script: [UInt8]

  /// A page.
  ///
  /// - Parameters:
  ///   - style: CSS after that of the house.
  ///   - body: HTML, well-formed as XML, in which the script finds the places to fill.
  ///   - data: What the script reads as JSON from the element `data`: texts and finite numbers.
  ///   - script: JavaScript.
  public init(title: String, style: [UInt8], body: [UInt8], data: some Encodable, script: [UInt8]) {
    self.title = title
    self.style = style
    content = body
    self.data = data
    self.script = script
  }

  /// The file's content.
  public var html: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8"/>
    <meta name="viewport" content="width=device-width, initial-scale=1"/>
    <meta http-equiv="Content-Security-Policy" content="\(Self.policy)"/>
    <meta name="generator" content="Reverie"/>
    <title>\(title.escapedForHTML)</title>
    <style>/*<![CDATA[*/
    \(Self.text(PackageResources.page_css))
    \(Self.text(style))
    /*]]>*/</style>
    </head>
    <body>
    \(Self.text(content))
    <script type="application/json" id="data">\(json)</script>
    <script>//<![CDATA[
    \(Self.text(script))
    //]]></script>
    </body>
    </html>

    """
  }

  /// A JPEG as an address that holds it.
  public static func dataURI(jpeg: [UInt8]) -> String {
    "data:image/jpeg;base64," + Data(jpeg).base64EncodedString()
  }

  /// A PNG as an address that holds it.
  public static func dataURI(png: [UInt8]) -> String {
    "data:image/png;base64," + Data(png).base64EncodedString()
  }

  private static let policy =
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  private var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(data) else {
      preconditionFailure("texts and finite numbers can always be encoded")
    }
    return String(decoding: data, as: UTF8.self).escapedForScript
  }
}

extension String {
  /// Text for an element or an attribute, without the control characters that XML does not have.
  fileprivate var escapedForHTML: String {
    String(unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) })
      .replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }

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
