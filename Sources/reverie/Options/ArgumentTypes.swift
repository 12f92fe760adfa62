public import ArgumentParser
public import Checkpoints
public import Datasets
public import Dreaming
public import Explaining
public import Networks
public import Training

// The modules' own values as words on the command line. Public, as both sides of such a conformance are.
extension Head: ExpressibleByArgument {}
extension Precision: ExpressibleByArgument {}
extension DreamStart: ExpressibleByArgument {}
extension ComputePrecision: ExpressibleByArgument {}
extension Optimizer: ExpressibleByArgument {}
extension BatchSize: ExpressibleByArgument {}
extension CacheUse: ExpressibleByArgument {}
extension FreshWeights: ExpressibleByArgument {}
extension Fit: ExpressibleByArgument {}
extension Schedule: ExpressibleByArgument {}
extension SplitRule: ExpressibleByArgument {}
extension PyramidKind: ExpressibleByArgument {}
extension GradientSmoothing: ExpressibleByArgument {}
extension GradientNormalization: ExpressibleByArgument {}
extension ImageSpace: ExpressibleByArgument {}
extension GradientMethod: ExpressibleByArgument {}
extension Baseline: ExpressibleByArgument {}

/// A setting that is on or off, where a recipe may say either.
enum Switch: String, ExpressibleByArgument, CaseIterable {
  case on, off
}
