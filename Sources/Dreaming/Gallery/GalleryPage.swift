internal import Foundation
internal import Networks
internal import Pages

/// A gallery as one HTML file that needs nothing else: pictures, style and script lie in it.
///
/// Strings, which may come from the names of strangers' files, lie in it as JSON, and the script puts them on
/// the page as text.
public struct GalleryPage {
  /// The longest sides, in pixels, that pictures and thumbnails of a gallery of `count` dreams should have,
  /// so that the page stays under about 50 MB.
  public static func longestSides(count: Int) -> (picture: Int, thumbnail: Int) {
    // A dream of 720×480 takes about 150 kB at the quality that the page is made for.
    let fitting = 720 * (300 / Double(max(1, count))).squareRoot()
    let picture = min(720, max(240, Int(fitting)))
    return (picture, min(320, picture))
  }

  private let title: String
  private let photos: [GalleryPhoto]
  private let entries: [GalleryEntry]

  /// A page of dreams.
  ///
  /// - Precondition: every entry's photo is one of `photos`.
  public init(title: String, photos: [GalleryPhoto], entries: [GalleryEntry]) {
    precondition(entries.allSatisfy { photos.indices.contains($0.photo) }, "a dream has a photo")
    self.title = title
    self.photos = photos
    self.entries = entries
  }

  /// The file's content.
  public var html: String {
    let content = PageContent(
      title: title,
      photos: photos.map { .init(name: $0.name, picture: Page.address(ofJPEG: $0.picture)) },
      dreams: entries.map { PageContent.Dream($0, photo: photos[$0.photo].name) })
    return Page(
      title: title, appearance: .dark, style: Page.text(PackageResources.gallery_css),
      body: Markup(trusted: Page.text(PackageResources.gallery_body_html)), data: content,
      script: Page.text(PackageResources.gallery_js)
    ).html
  }
}

/// A dream on the page of a gallery.
public struct GalleryEntry: Sendable {
  /// The index of the dream's photo.
  public var photo: Int
  /// The name of the model.
  public var model: String
  /// The dream's settings.
  public var options: DreamOptions
  /// The preset that they are, where they are one.
  public var preset: String?
  /// The command line that makes the picture.
  public var command: String
  /// The path of the picture in the gallery's folder.
  public var file: String
  /// What can be counted about it, where that was asked for.
  public var measures: DreamMeasures?
  /// The picture as a JPEG, small enough to lie in the page.
  public var picture: [UInt8]
  /// The same, smaller, for the overview.
  public var thumbnail: [UInt8]

  /// A dream on the page.
  public init(
    photo: Int, model: String, options: DreamOptions, preset: String? = nil, command: String, file: String,
    measures: DreamMeasures?, picture: [UInt8], thumbnail: [UInt8]
  ) {
    self.photo = photo
    self.model = model
    self.options = options
    self.preset = preset
    self.command = command
    self.file = file
    self.measures = measures
    self.picture = picture
    self.thumbnail = thumbnail
  }
}

/// A photo that dreams on the page of a gallery were made of.
public struct GalleryPhoto: Sendable {
  /// Its name.
  public var name: String
  /// The photo as a JPEG, of the form and about the size of its dreams' pictures.
  public var picture: [UInt8]

  /// A photo.
  public init(name: String, picture: [UInt8]) {
    self.name = name
    self.picture = picture
  }
}

/// What the page's script works with.
private struct PageContent: Encodable {
  struct Photo: Encodable {
    let name: String
    let picture: String
  }

  struct Setting: Encodable {
    let axis: String
    let value: String
    /// Orders values that are numbers.
    let number: Double?
  }

  struct Measure: Encodable {
    let name: String
    let value: Double
    let text: String
  }

  struct Dream: Encodable {
    let photo: Int
    let name: String
    let file: String
    let command: String
    let picture: String
    let thumbnail: String
    let settings: [Setting]
    let measures: [Measure]
    let classes: String?

    init(_ entry: GalleryEntry, photo name: String) {
      photo = entry.photo
      self.name = entry.preset ?? entry.options.settingName
      file = entry.file
      command = entry.command
      picture = Page.address(ofJPEG: entry.picture)
      thumbnail = Page.address(ofJPEG: entry.thumbnail)
      settings = PageContent.settings(of: entry, photo: name)
      measures = entry.measures.map(PageContent.measures) ?? []
      classes = entry.measures?.classes.map { "\($0.photo.text) → \($0.dream.text)" }
    }
  }

  let title: String
  let photos: [Photo]
  let dreams: [Dream]

  static func settings(of entry: GalleryEntry, photo: String) -> [Setting] {
    let options = entry.options
    func number(_ axis: String, _ value: Double, _ text: String) -> Setting {
      Setting(axis: axis, value: text, number: value)
    }
    return (entry.preset.map { [Setting(axis: "Preset", value: $0, number: nil)] } ?? []) + [
      Setting(axis: "Photo", value: photo, number: nil),
      Setting(axis: "Model", value: entry.model, number: nil),
      Setting(axis: "Objective", value: options.objective.description, number: nil),
      number("Levels", Double(options.pyramidSize), "\(options.pyramidSize)"),
      number("Ratio", options.pyramidRatio, "\(options.pyramidRatio)"),
      number("Steps", Double(options.iterations), "\(options.iterations)"),
      number("Rate", options.learningRate, "\(options.learningRate)"),
      Setting(axis: "Start", value: options.start.rawValue, number: nil),
    ]
  }

  static func measures(_ measures: DreamMeasures) -> [Measure] {
    func measure(_ name: String, _ value: Double?, _ format: String) -> Measure? {
      value.map { Measure(name: name, value: $0, text: String(format: format, $0)) }
    }
    return [
      measure("Activation gain", measures.meanActivationGain, "× %.2f"),
      measure("Distance in features", measures.featureDistance, "%.3f"),
      measure("Distance in pixels", measures.rootMeanSquareError, "%.3f"),
      measure("PSNR", measures.peakSignalToNoise, "%.1f dB"),
      measure("Total variation", measures.totalVariation.dream, "%.3f"),
      measure("Spectral slope", measures.spectralSlope?.dream, "%.2f"),
      measure("Change of classes", measures.classes?.distance, "%.3f"),
    ].compactMap(\.self)
  }
}

extension ClassProbability {
  fileprivate var text: String { String(format: "%@ %.0f\u{A0}%%", name, probability * 100) }
}
