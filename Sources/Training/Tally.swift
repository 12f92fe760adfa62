/// Sums over the pictures of steps.
struct Tally: Codable, Equatable {
  /// The sum of the losses, each counted for every picture of its batch.
  var loss = 0.0
  /// Pictures whose class got the highest score.
  var correct = 0
  /// Pictures.
  var seen = 0

  /// The mean loss; 0 before the first picture.
  var meanLoss: Double { loss / Double(max(seen, 1)) }
  /// The share of right answers; 0 before the first picture.
  var accuracy: Double { Double(correct) / Double(max(seen, 1)) }

  static func += (a: inout Tally, b: Tally) {
    a.loss += b.loss
    a.correct += b.correct
    a.seen += b.seen
  }

  /// What all processes have counted together.
  func total(_ replica: Replica) throws -> Tally {
    let sums = try replica.sum([loss, Double(correct), Double(seen)])
    return Tally(loss: sums[0], correct: Int(sums[1]), seen: Int(sums[2]))
  }
}
