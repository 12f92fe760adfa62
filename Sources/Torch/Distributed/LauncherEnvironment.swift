/// How this process was started as one of several: what torchrun, SLURM or MPI leave in the environment.
///
/// torchrun sets everything. SLURM and Open MPI number their processes; where these meet (`MASTER_ADDR`, and
/// `MASTER_PORT` if it is not 29500) is for their user to set.
public struct LauncherEnvironment: Sendable, Equatable {
  /// This process's number in 0 ..< `size`, and how many there are.
  public let rank: Int, size: Int
  /// The number among the processes on this machine, and how many they are.
  public let localRank: Int, localSize: Int
  /// Where the ranks meet.
  public let address: String, port: UInt16
  /// Whether another process, torchrun's agent, runs the server there, so that every rank is a client.
  public let hasServer: Bool
  /// How often the ranks were started before; keys in the store carry it.
  public let attempt: Int
  /// What all attempts of one launch share, where the launcher names it.
  public let name: String?

  /// Reads the environment.
  ///
  /// - Returns: `nil` when the process was started alone.
  /// - Throws: `LauncherError` for what makes no sense.
  public init?(environment: [String: String]) throws(LauncherError) {
    let read = Variables(environment)
    guard let size = try read.number("WORLD_SIZE", "SLURM_NTASKS", "OMPI_COMM_WORLD_SIZE"),
      let rank = try read.number("RANK", "SLURM_PROCID", "OMPI_COMM_WORLD_RANK")
    else { return nil }
    guard let address = read.text("MASTER_ADDR") else {
      // A batch script, outside srun, sees the numbers of its job too.
      if size.value == 1 || (size.name == "SLURM_NTASKS" && read.text("SLURM_STEP_ID") == nil) { return nil }
      throw .noAddress(size: size.value)
    }
    guard size.value > 0, rank.value < size.value else {
      throw .noSuchRank(rank: rank.value, size: size.value)
    }
    let port = try read.number("MASTER_PORT")
    guard let port = UInt16(exactly: port?.value ?? 29500), port > 0 else {
      throw .notANumber(variable: "MASTER_PORT", text: read.text("MASTER_PORT") ?? "")
    }
    self.rank = rank.value
    self.size = size.value
    self.address = address
    self.port = port
    localRank = try read.number("LOCAL_RANK", "SLURM_LOCALID", "OMPI_COMM_WORLD_LOCAL_RANK")?.value ?? 0
    localSize = max(try read.number("LOCAL_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_SIZE")?.value ?? 1, 1)
    hasServer = read.text("TORCHELASTIC_USE_AGENT_STORE") == "True"
    attempt = try read.number("TORCHELASTIC_RESTART_COUNT", "SLURM_RESTART_COUNT")?.value ?? 0
    // torchrun's launches without a name of their own are all called "none".
    let run = read.text("TORCHELASTIC_RUN_ID").flatMap { $0 == "none" ? nil : "torchrun \($0)" }
    name = run ?? read.text("SLURM_JOB_ID").map { "SLURM job \($0)" }
  }

  private struct Variables {
    let values: [String: String]

    init(_ values: [String: String]) { self.values = values }

    func text(_ name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// The first of these variables that is set.
    func number(_ names: String...) throws(LauncherError) -> (value: Int, name: String)? {
      guard let name = names.first(where: { text($0) != nil }), let text = text(name) else { return nil }
      guard let number = Int(text), number >= 0 else { throw .notANumber(variable: name, text: text) }
      return (number, name)
    }
  }
}

/// What is wrong with the variables that describe a launch, with the way out.
public enum LauncherError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A variable holds no whole number, or one out of range.
  case notANumber(variable: String, text: String)
  /// The number of this process is not below the number of processes.
  case noSuchRank(rank: Int, size: Int)
  /// There are several processes, and nothing says where they meet.
  case noAddress(size: Int)

  /// One line: what is wrong and what to do.
  public var description: String {
    switch self {
    case .notANumber(let variable, let text):
      "\(variable) is '\(text)' in the environment; it takes a whole number"
    case .noSuchRank(let rank, let size):
      "the environment says rank \(rank) of \(size); ranks go from 0 to \(max(size - 1, 0))"
    case .noAddress(let size):
      "the environment says \(size) ranks but not where they meet; set MASTER_ADDR to the machine of rank 0, "
        + "and MASTER_PORT to a free port of it"
    }
  }
}
