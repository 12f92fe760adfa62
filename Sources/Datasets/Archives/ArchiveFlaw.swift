/// What is wrong with an archive, in words that follow its name.
struct ArchiveFlaw: Error, Equatable {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}
