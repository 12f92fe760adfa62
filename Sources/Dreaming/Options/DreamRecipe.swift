internal import Foundation
internal import Settings

/// All that it takes to make a picture again: what Reverie stores inside the pictures that it writes.
///
/// As JSON, with sorted keys: `{"libtorch":…,"model":…,"modelSHA256":…,"options":{…},"photo":…,"reverie":…,"threads":…}`.
/// A recipe written by hand needs only what differs from the defaults, as `{"options":{"iterations":20}}`.
public struct DreamRecipe: Codable, Sendable, Equatable {
  /// The dream's settings.
  public var options: DreamOptions
  /// The name of the model, or of its file without the folder.
  public var model: String?
  /// The SHA-256 of the model's file, in 64 hexadecimal digits.
  public var modelSHA256: String?
  /// The file name of the photo, without the folder.
  public var photo: String?
  /// The SHA-256 of the photo's file, in 64 hexadecimal digits.
  public var photoSHA256: String?
  /// The version of Reverie that made the picture.
  public var reverie: String?
  /// The version of libtorch that it ran on.
  public var libtorch: String?
  /// The threads that one operation could use; with another number the same recipe may differ in the last bits.
  public var threads: Int?
  /// The steps after which the dream was stopped, or looked at on its way; `nil` for a whole dream. With the recipe of
  /// a stopped dream the whole one can be made.
  public var stoppedAfter: Int?

  /// A recipe.
  public init(
    options: DreamOptions, model: String? = nil, modelSHA256: String? = nil, photo: String? = nil,
    photoSHA256: String? = nil, reverie: String? = nil, libtorch: String? = nil, threads: Int? = nil,
    stoppedAfter: Int? = nil
  ) {
    self.options = options
    self.model = model
    self.modelSHA256 = modelSHA256
    self.photo = photo
    self.photoSHA256 = photoSHA256
    self.reverie = reverie
    self.libtorch = libtorch
    self.threads = threads
    self.stoppedAfter = stoppedAfter
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case options, model, modelSHA256, photo, photoSHA256, reverie, libtorch, threads
    case stoppedAfter
  }
}

extension DreamRecipe {
  /// Decodes a recipe; what is missing is `nil`, missing options are the defaults.
  ///
  /// - Throws: `DreamError.unknownKey`, `SettingError` for an option of the wrong type, or `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let known = CodingKeys.allCases.map(\.rawValue)
    let found = try decoder.container(keyedBy: SettingKey.self).allKeys.map(\.stringValue).sorted()
    if let unknown = found.first(where: { !known.contains($0) }) {
      throw DreamError.unknownKey(unknown, among: known)
    }
    let container = try decoder.container(keyedBy: CodingKeys.self)
    options = try container.decodeIfPresent(DreamOptions.self, forKey: .options) ?? DreamOptions()
    model = try container.decodeIfPresent(String.self, forKey: .model)
    modelSHA256 = try container.decodeIfPresent(String.self, forKey: .modelSHA256)
    photo = try container.decodeIfPresent(String.self, forKey: .photo)
    photoSHA256 = try container.decodeIfPresent(String.self, forKey: .photoSHA256)
    reverie = try container.decodeIfPresent(String.self, forKey: .reverie)
    libtorch = try container.decodeIfPresent(String.self, forKey: .libtorch)
    threads = try container.decodeIfPresent(Int.self, forKey: .threads)
    stoppedAfter = try container.decodeIfPresent(Int.self, forKey: .stoppedAfter)
  }

  /// The recipe in a JSON text, which may begin with a byte order mark.
  ///
  /// - Throws: `DreamError.unknownKey`, or `DreamError.recipe` with the place and the reason.
  public init(json: String) throws(DreamError) {
    do {
      let text = json.unicodeScalars.first == "\u{FEFF}" ? String(json.unicodeScalars.dropFirst()) : json
      self = try JSONDecoder().decode(Self.self, from: Data(text.utf8))
    } catch let error as DreamError {
      throw error
    } catch let error as SettingError {
      throw .recipe("options.\(error.name): \(error.reason)")
    } catch let error as DecodingError {
      throw .recipe(error.line)
    } catch {
      throw .recipe("\(error)")
    }
  }

  /// The recipe as one line of JSON with sorted keys: the same recipe gives the same text.
  public var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let data = try? encoder.encode(self) else {
      preconditionFailure("strings and numbers can always be encoded")
    }
    return String(decoding: data, as: UTF8.self)
  }
}

extension DecodingError {
  /// The place and the reason in one line.
  fileprivate var line: String {
    let context: Context
    switch self {
    case .typeMismatch(_, let found), .valueNotFound(_, let found), .keyNotFound(_, let found),
      .dataCorrupted(let found):
      context = found
    @unknown default:
      return "\(self)"
    }
    let place = context.codingPath.map(\.stringValue).joined(separator: ".")
    guard !place.isEmpty else { return context.debugDescription }
    return "\(place): \(context.debugDescription)"
  }
}
