/// A dream on the page of a gallery.
public struct GalleryEntry: Sendable {
  /// The index of the dream's photo.
  public var photo: Int
  /// The name of the model.
  public var model: String
  /// The dream's settings.
  public var options: DreamOptions
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
    photo: Int, model: String, options: DreamOptions, command: String, file: String, measures: DreamMeasures?,
    picture: [UInt8], thumbnail: [UInt8]
  ) {
    self.photo = photo
    self.model = model
    self.options = options
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
