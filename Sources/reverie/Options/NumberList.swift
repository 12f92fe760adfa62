import ArgumentParser

/// Numbers on the command line, with commas: `0.06,0.09`.
struct NumberList: ExpressibleByArgument {
  let numbers: [Double]

  init?(argument: String) {
    let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
    guard !numbers.contains(nil) else { return nil }
    self.numbers = numbers.compactMap { $0 }
  }
}

/// What dreams start from on the command line, with commas: `photo,noise`.
struct WordList<Word: RawRepresentable<String>>: ExpressibleByArgument {
  let words: [Word]

  init?(argument: String) {
    let words = argument.split(separator: ",", omittingEmptySubsequences: false).map {
      Word(rawValue: String($0))
    }
    guard !words.contains(where: { $0 == nil }) else { return nil }
    self.words = words.compactMap { $0 }
  }
}
