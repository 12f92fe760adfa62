public import Networks

/// What can be counted about a dream beside its photo. Docs/MEASURES.md has the formulas.
public struct DreamMeasures: Codable, Sendable, Equatable {
  /// A number of the photo, and the same of its dream.
  public struct Pair: Codable, Sendable, Equatable {
    /// The photo's.
    public let photo: Double
    /// The dream's.
    public let dream: Double
  }

  /// How much louder each chosen layer is: its energy mean(a²) for the dream over that for the photo. A layer
  /// that is silent for the photo is left out.
  public let activationGain: [String: Double]
  /// The mean change from pixel to pixel; see `totalVariation(of:)`.
  public let totalVariation: Pair
  /// The fall of power with frequency; see `spectralSlope(of:)`. `nil` where one of the two has none.
  public let spectralSlope: Pair?
  /// The root of the mean squared difference of the pixels, 0…1.
  public let rootMeanSquareError: Double
  /// The same as a peak signal-to-noise ratio in decibels; `nil` when dream and photo are equal.
  public let peakSignalToNoise: Double?
  /// The mean, over the network's stages, of 1 − the cosine between their activations: 0…1 after ReLUs.
  public let featureDistance: Double
  /// What the network takes the two for; `nil` where it was not asked.
  public var classes: ClassChange?

  /// The mean gain of the chosen layers; `nil` when all were silent.
  public var meanActivationGain: Double? {
    activationGain.isEmpty ? nil : activationGain.values.reduce(0, +) / Double(activationGain.count)
  }
}

/// What a network takes the photo for, what it takes the dream for, and how far apart the two answers are.
public struct ClassChange: Codable, Sendable, Equatable {
  /// The likeliest class of the photo, without its index.
  public let photo: ClassProbability
  /// The likeliest class of the dream, without its index.
  public let dream: ClassProbability
  /// The total variation distance of the two distributions: 0 for the same answer, 1 for nothing in common.
  public let distance: Double

  /// Compares two distributions over the same classes.
  ///
  /// - Parameters:
  ///   - photo: The probabilities of the photo's classes; at least one.
  ///   - dream: Those of the dream, as many.
  ///   - name: The name of a class by its index.
  public init(photo: [Float], dream: [Float], name: (Int) -> String) {
    precondition(!photo.isEmpty, "a distribution has classes")
    func likeliest(_ probabilities: [Float]) -> ClassProbability {
      let index = probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0
      return ClassProbability(name: name(index), probability: Double(probabilities[index]))
    }
    self.photo = likeliest(photo)
    self.dream = likeliest(dream)
    distance = totalVariationDistance(photo, dream)
  }
}
