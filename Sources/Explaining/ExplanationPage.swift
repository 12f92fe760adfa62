public import Imaging
public import Networks
internal import Pages
public import Torch

/// What a network saw in a photo, as one HTML file that needs nothing else: the photo, the likeliest classes, and the map
/// of each method with a slider for its opacity, its scores and its settings.
public struct ExplanationPage {
  /// A method's map of the photo.
  public struct Map {
    /// The method's name for people.
    public var method: String
    /// What the map explains, as `owl, 93.1 %`.
    public var target: String
    /// Where the method looked, `[1, 1, H, W]` of the photo's form: 0…1, or −1…1 where it is signed.
    public var values: Tensor
    /// Whether the map has evidence for and against.
    public var isSigned: Bool
    /// How faithful the map was found; may be empty.
    public var scores: [NamedValue]
    /// How it was made.
    public var settings: [NamedValue]

    /// A map.
    public init(
      method: String, target: String, values: Tensor, isSigned: Bool, scores: [NamedValue] = [],
      settings: [NamedValue] = []
    ) {
      self.method = method
      self.target = target
      self.values = values
      self.isSigned = isSigned
      self.scores = scores
      self.settings = settings
    }
  }

  /// The longest side of the pictures in the page, in pixels.
  public static let longestSide = 900

  /// The page's title.
  public var title: String
  /// A line below it, as the model's name and the photo's.
  public var summary: String
  /// The photo's name.
  public var photoName: String
  /// The photo, of any size.
  public var photo: Image
  /// The likeliest classes, best first.
  public var classes: [ClassProbability]
  /// The maps, at least one.
  public var maps: [Map]
  /// The command line that makes the page; may be empty.
  public var command: String

  /// A page.
  ///
  /// - Precondition: there is a map.
  public init(
    title: String, summary: String, photoName: String, photo: Image, classes: [ClassProbability], maps: [Map],
    command: String = ""
  ) {
    precondition(!maps.isEmpty, "a page explains something")
    self.title = title
    self.summary = summary
    self.photoName = photoName
    self.photo = photo
    self.classes = classes
    self.maps = maps
    self.command = command
  }

  /// The file's content.
  ///
  /// - Throws: `ImageError` or `TorchError` when there is no memory.
  public func html() throws -> String {
    let shown = try photo.fitted(width: Self.longestSide, height: Self.longestSide)
    let content = PageContent(
      title: title, summary: summary,
      photo: .init(
        name: photoName, picture: Page.address(ofJPEG: try shown.encoded(as: .jpeg)),
        width: shown.width, height: shown.height),
      classes: classes,
      maps: try maps.map { try PageContent.Map($0, width: shown.width, height: shown.height) },
      command: command)
    return Page(
      title: title, appearance: .system, style: Page.text(PackageResources.explanation_css),
      body: Markup(trusted: Page.text(PackageResources.explanation_body_html)), data: content,
      script: Page.text(PackageResources.explanation_js)
    ).html
  }
}

/// What the page's script works with.
private struct PageContent: Encodable {
  struct Photo: Encodable {
    let name: String
    let picture: String
    let width: Int
    let height: Int
  }

  struct Map: Encodable {
    let method: String
    let target: String
    /// Gray: black to white for 0…1; with a sign, 128 is nothing.
    let picture: String
    let isSigned: Bool
    let scores: [NamedValue]
    let settings: [NamedValue]

    init(_ map: ExplanationPage.Map, width: Int, height: Int) throws {
      method = map.method
      target = map.target
      isSigned = map.isSigned
      scores = map.scores
      settings = map.settings
      let resized = try map.values.to(.float32).resized(height: height, width: width, antialias: true)
      let gray = map.isSigned ? try (resized * 127 + 128) * (1 / 255) : resized
      let image = try Image(Tensor.concatenated([gray, gray, gray], along: 1))
      picture = Page.address(ofPNG: try image.encoded(as: .png))
    }
  }

  let title: String
  let summary: String
  let photo: Photo
  let classes: [ClassProbability]
  let maps: [Map]
  let command: String
  /// The stops of the scales of colors, red, green and blue in 0…255.
  let heat = HeatColors.heat
  let poles = HeatColors.poles
}
