import ArgumentParser
import Networks

/// A normalisation on the command line: by name, or as three means and three deviations.
struct NormalizationName: ExpressibleByArgument, Equatable {
  let value: Normalization

  init(_ value: Normalization) { self.value = value }

  init?(argument: String) {
    switch argument {
    case "imagenet": value = .imageNet
    case "symmetric": value = .symmetric
    case "none": value = .none
    default:
      let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).compactMap { Double($0) }
      guard numbers.count == 6,
        let value = Normalization(mean: Array(numbers[..<3]), deviation: Array(numbers[3...]))
      else { return nil }
      self.value = value
    }
  }
}
