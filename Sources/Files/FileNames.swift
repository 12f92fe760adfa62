/// The folder that a file lies in: `.` where the path names none.
public func folder(ofFile path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// A new hidden name beside `path`, short enough where `path`'s own is as long as the system allows.
func temporaryName(beside path: String) -> String {
  let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
  return "\(folder(ofFile: path))/.\(name.prefix(32)).\(String(UInt32.random(in: 0 ... .max), radix: 36))"
}

/// `name` as a file's or folder's name that no shell, page or system stumbles over: letters, digits and `._+-` alone, not
/// hidden, never empty, at most 100 characters of ASCII.
public func safeFileName(_ name: String) -> String {
  var result = ""
  for character in name {
    let isPlain =
      character.isASCII && (character.isLetter || character.isNumber || "._+-".contains(character))
    if isPlain {
      result.append(character)
    } else if result.last != "_" {
      result.append("_")
    }
  }
  let trimmed = result.drop { "._-".contains($0) }.prefix(100)
  return trimmed.isEmpty ? "unnamed" : String(trimmed)
}
