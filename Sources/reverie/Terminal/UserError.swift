/// Something that the command line itself finds wrong: one line, what and the way out.
struct UserError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
