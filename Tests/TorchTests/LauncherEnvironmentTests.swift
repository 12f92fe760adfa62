import Testing
import Torch

@Suite("How a process was started")
struct LauncherEnvironmentTests {
  @Test func aloneThereIsNoLaunch() throws {
    #expect(try LauncherEnvironment(environment: [:]) == nil)
    #expect(try LauncherEnvironment(environment: ["WORLD_SIZE": "2"]) == nil)
    #expect(try LauncherEnvironment(environment: ["RANK": "", "WORLD_SIZE": ""]) == nil)
  }

  @Test func torchrunSaysEverything() throws {
    let launch = try #require(
      try LauncherEnvironment(environment: [
        "RANK": "3", "WORLD_SIZE": "4", "LOCAL_RANK": "1", "LOCAL_WORLD_SIZE": "2", "MASTER_ADDR": "host1",
        "MASTER_PORT": "4242", "TORCHELASTIC_USE_AGENT_STORE": "True", "TORCHELASTIC_RESTART_COUNT": "1",
        "TORCHELASTIC_RUN_ID": "night", "SLURM_PROCID": "0", "SLURM_NTASKS": "8",
      ]))
    #expect((launch.rank, launch.size) == (3, 4))
    #expect((launch.localRank, launch.localSize) == (1, 2))
    #expect((launch.address, launch.port) == ("host1", 4242))
    #expect(launch.hasServer)
    #expect(launch.attempt == 1)
    #expect(launch.name == "torchrun night")
  }

  @Test func slurmAndOpenMPINumberTheirProcesses() throws {
    let slurm = try #require(
      try LauncherEnvironment(environment: [
        "SLURM_PROCID": "1", "SLURM_NTASKS": "2", "SLURM_LOCALID": "0", "SLURM_JOB_ID": "77",
        "SLURM_RESTART_COUNT": "2", "MASTER_ADDR": "a",
      ]))
    #expect((slurm.rank, slurm.size, slurm.localRank, slurm.port) == (1, 2, 0, 29500))
    #expect((slurm.attempt, slurm.name, slurm.hasServer) == (2, "SLURM job 77", false))
    let mpi = try #require(
      try LauncherEnvironment(environment: [
        "OMPI_COMM_WORLD_RANK": "5", "OMPI_COMM_WORLD_SIZE": "6", "OMPI_COMM_WORLD_LOCAL_RANK": "2",
        "OMPI_COMM_WORLD_LOCAL_SIZE": "3", "MASTER_ADDR": "a", "TORCHELASTIC_RUN_ID": "none",
      ]))
    #expect((mpi.rank, mpi.size, mpi.localRank, mpi.localSize) == (5, 6, 2, 3))
    #expect(mpi.name == nil)
  }

  @Test func slurmsBatchScriptIsNotARank() throws {
    let job = ["SLURM_PROCID": "0", "SLURM_NTASKS": "4"]
    #expect(try LauncherEnvironment(environment: job) == nil)
    #expect(throws: LauncherError.noAddress(size: 4)) {
      try LauncherEnvironment(environment: job.merging(["SLURM_STEP_ID": "0"]) { $1 })
    }
  }

  @Test func whatMakesNoSenseIsNamed() {
    let sound = ["RANK": "0", "WORLD_SIZE": "2", "MASTER_ADDR": "a"]
    func expect(_ error: LauncherError, _ changes: [String: String]) {
      #expect(throws: error) { try LauncherEnvironment(environment: sound.merging(changes) { $1 }) }
    }
    expect(.notANumber(variable: "RANK", text: "first"), ["RANK": "first"])
    expect(.notANumber(variable: "RANK", text: "-1"), ["RANK": "-1"])
    expect(.noSuchRank(rank: 2, size: 2), ["RANK": "2"])
    expect(.noSuchRank(rank: 0, size: 0), ["WORLD_SIZE": "0"])
    expect(.notANumber(variable: "MASTER_PORT", text: "70000"), ["MASTER_PORT": "70000"])
    expect(.noAddress(size: 2), ["MASTER_ADDR": ""])
  }
}
