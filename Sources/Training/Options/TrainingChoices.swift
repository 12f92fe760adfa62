public import Datasets
public import Settings

/// How the weights move along the gradient.
public enum Optimizer: String, Sendable, CaseIterable, SettingValue {
  /// Stochastic gradient descent with momentum.
  case sgd
  /// Adam (Kingma & Ba 2015) with its usual β of 0.9 and 0.999.
  case adam
}

/// How the learning rate goes after the warm-up.
public enum Schedule: String, Sendable, CaseIterable, SettingValue {
  /// Half a cosine from the full rate down to zero (Loshchilov & Hutter 2017).
  case cosine
  /// The full rate to the end.
  case constant
}

/// How fresh weights are drawn.
public enum FreshWeights: String, Sendable, CaseIterable, SettingValue {
  /// As torchvision does for the network.
  case network
  /// PyTorch's default: everything uniform within ±1/√fan-in.
  case pytorch
  /// Convolutions by He et al. 2015 (normal, fan-out), the rest as PyTorch.
  case kaiming
}

/// How a picture becomes a training square.
public enum Fit: String, Sendable, CaseIterable, SettingValue {
  /// A random part of it, mirrored at random; the center when testing.
  case crop
  /// The whole of it, stretched.
  case stretch
}

/// Whether training pictures are decoded once and kept small in a cache.
public enum CacheUse: String, Sendable, CaseIterable, SettingValue {
  /// Each is decoded whenever it is seen.
  case off
  /// From a cache, which is made when the run begins.
  case on
  /// Where it saves more than its making costs: settled by a ``CacheTrial`` when the command line begins a run.
  case auto
}

/// As text: `0.8`, `official`, `paper`, `folders`.
extension SplitRule: SettingValue {
  /// What a rule is.
  public static var kind: String { "a share, official, paper or folders" }
  /// The rule of a text; `nil` when it is none.
  public init?(setting text: String) { self.init(text) }
  /// The rule as text.
  public var text: String { description }
}
