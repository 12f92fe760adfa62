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

  /// Whether the memory of dropped tensors is kept for the next ones instead of being given back to the system.
  ///
  /// A dream or a training step takes and drops the same large blocks again and again; given back, each is mapped anew
  /// and paid for in page faults. Kept, blocks of many sizes leave gaps between them. For the whole program; does
  /// nothing without glibc, whose own setting is to give back.
  public static func keepFreedMemory(_ keep: Bool) { ct_keep_freed_memory(keep) }

  /// Whether the processor multiplies bfloat16 natively; elsewhere bfloat16 is slower than float32.
  public static var hasFastBFloat16: Bool { ct_fast_bfloat16() }

  /// Makes the operations that the calling thread starts run on that thread alone, as a loader's worker should.
  public static func makeThreadSerial() { ct_make_thread_serial() }
}
