/// The instructions of Python's pickle, protocols 2 to 5, that PyTorch's files consist of, and Python 2's strings.
///
/// Left out is what only protocols 0 and 1 write, registered extensions, and buffers outside the file. Meanings:
/// https://github.com/python/cpython/blob/main/Lib/pickletools.py.
enum Opcode: UInt8 {
  // The stream
  case proto = 0x80, frame = 0x95
  case stop = 0x2e  // .
  // The stack
  case mark = 0x28  // (
  case pop = 0x30  // 0
  case popMark = 0x31  // 1
  // The memo
  case get = 0x68  // h
  case longGet = 0x6a  // j
  case put = 0x71  // q
  case longPut = 0x72  // r
  case memoize = 0x94
  // Constants and numbers
  case none = 0x4e  // N
  case newTrue = 0x88, newFalse = 0x89
  case int = 0x4a  // J
  case int1 = 0x4b  // K
  case int2 = 0x4d  // M
  case long1 = 0x8a, long4 = 0x8b
  case float = 0x47  // G
  // Texts and bytes
  case unicode = 0x58  // X
  case shortUnicode = 0x8c, unicode8 = 0x8d
  case bytes = 0x42  // B
  case shortBytes = 0x43  // C
  case bytes8 = 0x8e, byteArray8 = 0x96
  case string = 0x54  // T
  case shortString = 0x55  // U
  case quotedString = 0x53  // S
  // Containers
  case emptyTuple = 0x29  // )
  case tuple = 0x74  // t
  case tuple1 = 0x85, tuple2, tuple3
  case emptyList = 0x5d  // ]
  case append = 0x61  // a
  case appends = 0x65  // e
  case emptyDictionary = 0x7d  // }
  case setItem = 0x73  // s
  case setItems = 0x75  // u
  case emptySet = 0x8f, addItems, frozenSet
  // Names and calls
  case global = 0x63  // c
  case stackGlobal = 0x93
  case reduce = 0x52  // R
  case newObject = 0x81, newObjectWithKeywords = 0x92
  case build = 0x62  // b
  case persistentID = 0x51  // Q
}
