internal import CTorch

/// libtorch as it is loaded here.
public enum Runtime {
  /// libtorch's version, as `2.13.0`.
  public static var version: String { String(cString: ct_version()) }

  /// The threads that one operation may use. Set it once, before any work.
  public static var threads: Int {
    get { Int(ct_threads()) }
    set { ct_set_threads(Int32(newValue)) }
  }

  /// Keeps the memory of dropped tensors for the next ones instead of giving it back to the system.
  ///
  /// A dream or a training step takes and drops the same large blocks again and again; with glibc's defaults each is
  /// mapped anew and paid for in page faults. For the whole program, before any work; does nothing without glibc.
  public static func keepFreedMemory() { ct_keep_freed_memory() }

  /// Whether the processor multiplies bfloat16 natively; elsewhere bfloat16 is slower than float32.
  public static var hasFastBFloat16: Bool { ct_fast_bfloat16() }

  /// Makes the operations that the calling thread starts run on that thread alone, as a loader's worker should.
  public static func makeThreadSerial() { ct_make_thread_serial() }
}
