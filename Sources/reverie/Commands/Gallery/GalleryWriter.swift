import Checkpoints
import Dreaming
import Foundation
import Imaging
import Torch

/// What a gallery shows of its pictures: contact sheets and the page.
struct GalleryWriter {
  private let plan: GalleryPlan
  private let folder: GalleryFolder
  private let command: GalleryCommand
  private let items: [GalleryPlan.Item]

  /// The pictures that are there by now.
  init(plan: GalleryPlan, folder: GalleryFolder, command: GalleryCommand) {
    self.plan = plan
    self.folder = folder
    self.command = command
    items = plan.items.filter { folder.holds($0.recipe, in: $0.file) }
  }

  /// How many pictures there are, in words.
  var summary: String {
    items.count.counted("dream") + " of " + plan.photos.count.counted("photo") + " by "
      + plan.models.count.counted("model")
  }

  /// Writes the sheets and the page.
  func write() throws {
    guard !items.isEmpty else { return }
    for (photo, _) in plan.photos.enumerated() {
      for (model, _) in plan.models.enumerated() {
        try writeSheet(items.filter { $0.photo == photo && $0.model == model }, photo: photo, model: model)
      }
    }
    try folder.write(Data(page().html.utf8), to: "index.html")
  }

  // MARK: Sheets

  private func writeSheet(_ items: [GalleryPlan.Item], photo: Int, model: Int) throws {
    guard !items.isEmpty else { return }
    let (photo, model) = (plan.photos[photo], plan.models[model])
    let sizes = items.map { $0.options.size(forPhoto: photo.size) }
    let longest = sizes.map { max($0.width, $0.height) }.max() ?? 1
    let cellSize = ContactSheet.cellSize(
      for: photo.size.width, photo.size.height, count: items.count, longest: min(320, longest))
    let title = "\(photo.name) · \(model.name)"
    let rows = items.map(\.options.objective.description).uniqued
    let columns = items.map(\.options.scaleName).uniqued
    let sheet: ContactSheet
    if items.allSatisfy({ $0.preset == nil }), rows.count * columns.count == items.count,
      rows.count > 1 || columns.count > 1
    {
      // Every place is taken: what rises goes down, the rest across.
      sheet = ContactSheet(
        rows: try rows.map { row in
          try columns.map { column in
            try items.first { $0.options.objective.description == row && $0.options.scaleName == column }
              .map { .init(try picture($0, cellSize)) }
          }
        },
        title: title, columnLabels: columns, rowLabels: rows, cellSize: cellSize)
    } else {
      sheet = ContactSheet(
        try zip(items, items.map(\.options).distinctNames).map { item, name in
          .init(try picture(item, cellSize), caption: item.preset ?? name)
        }, title: title, cellSize: cellSize)
    }
    try sheet.image().write(
      to: folder.path(of: GalleryPlan.folder(photo, model) + ".jpg"), options: EncodeOptions(quality: 88))
  }

  private func picture(_ item: GalleryPlan.Item, _ size: (width: Int, height: Int)) throws -> Image {
    try Image(contentsOf: folder.path(of: item.file), limits: Self.own).fitted(
      width: size.width, height: size.height)
  }

  // MARK: The page

  private func page() throws -> GalleryPage {
    let sides = GalleryPage.longestSides(count: items.count)
    var largest = [PixelSize?](repeating: nil, count: plan.photos.count)
    let entries = try items.map { item in
      let image = try Image(contentsOf: folder.path(of: item.file), limits: Self.own)
      let picture = try image.fitted(width: sides.picture, height: sides.picture)
      let thumbnail = try picture.fitted(width: sides.thumbnail, height: sides.thumbnail)
      if largest[item.photo].map({ $0.pixels < PixelSize(picture).pixels }) ?? true {
        largest[item.photo] = PixelSize(picture)
      }
      return GalleryEntry(
        photo: item.photo, model: plan.models[item.model].name, options: item.options, preset: item.preset,
        command: commandLine(of: item), file: item.file,
        measures: folder.measures(of: item.file, item.recipe),
        picture: try picture.encoded(as: .jpeg, options: EncodeOptions(quality: 82)),
        thumbnail: try thumbnail.encoded(as: .jpeg, options: EncodeOptions(quality: 76)))
    }
    let photos = try zip(plan.photos, largest).map { photo, size in
      let image = try Image(contentsOf: photo.path, limits: command.limit.limits)
      let size = size ?? PixelSize(width: sides.picture, height: sides.picture)
      return GalleryPhoto(
        name: photo.name,
        picture: try image.fitted(width: size.width, height: size.height)
          .encoded(as: .jpeg, options: EncodeOptions(quality: 82)))
    }
    return GalleryPage(title: command.title ?? "Dreams", photos: photos, entries: entries)
  }

  /// The command line that makes a picture alone, for a POSIX shell.
  private func commandLine(of item: GalleryPlan.Item) -> String {
    let (photo, model) = (plan.photos[item.photo], plan.models[item.model])
    var words = ["reverie", "dream", photo.path, "-o", URL(filePath: item.file).lastPathComponent]
    if !command.models.isEmpty || model.argument != ModelCatalog.builtInName {
      words += ["--model", model.argument]
    }
    words += item.options.arguments
    if let quality = command.quality { words += ["--quality", "\(quality)"] }
    return words.map(\.shellQuoted).joined(separator: " ")
  }

  /// The gallery's own pictures may be as large as they are.
  private static let own = ImageLimits(maximumPixels: .max)
}

extension [String] {
  /// The first of equal strings.
  fileprivate var uniqued: [String] {
    reduce(into: []) { kept, text in
      if !kept.contains(text) { kept.append(text) }
    }
  }
}
