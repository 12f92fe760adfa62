import Foundation
import Testing

@testable import Pages

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct PageTests {
  @Test func textIsNeverAnElement() {
    let name = #"<b>"&'</b>"#
    #expect(Markup(name).html == "&lt;b&gt;&quot;&amp;'&lt;/b&gt;")
    #expect(
      Markup.element("p", ["title": name], ["a \(name)", .element("br")]).html
        == "<p title=\"&lt;b&gt;&quot;&amp;'&lt;/b&gt;\">a &lt;b&gt;&quot;&amp;'&lt;/b&gt;<br/></p>")
    #expect(Markup("a\u{0}b\nc\u{1B}").html == "a b c ")
    #expect(Markup.empty.html == "")
  }

  @Test(arguments: [
    "plain", #"</script><!--<script>]]>"#, "\u{2028}\u{0}", #"\u003c"#, "naïve 🦉",
  ])
  func aPageIsWellFormedAndItsDataComesBack(text: String) throws {
    let page = Page(
      title: text, appearance: .system, style: "p { color: red }", body: .element("p", [:], [Markup(text)]),
      data: [text], script: "let a = 1 < 2 && true;")
    let reader = Reader()
    let parser = XMLParser(data: Data(page.html.utf8))
    parser.delegate = reader
    #expect(parser.parse(), "\(String(describing: parser.parserError)) in line \(parser.lineNumber)")
    #expect(reader.texts["title"] == reader.texts["p"])
    let scripts = try #require(reader.texts["script"])
    let data = try #require(scripts.split(separator: "//").first)
    #expect(try JSONDecoder().decode([String].self, from: Data(data.utf8)) == [text])
    #expect(page.html.components(separatedBy: "</script").count == 3)
    #expect(!page.html.contains("class=\"dark\""))
  }

  /// What stands in the elements of each name.
  private final class Reader: NSObject, XMLParserDelegate {
    var texts: [String: String] = [:]
    private var open: [String] = []

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) { open.append(name) }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
      if let name = open.last { texts[name, default: ""] += text }
    }

    func parser(
      _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) { open.removeLast() }
  }
}
