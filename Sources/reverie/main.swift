import Training
import Torch
import Foundation
Runtime.threads = 2
let a = CommandLine.arguments
let folder = RunFolder(path: a[2])
if a.count > 3 {
  var o = TrainingOptions()
  o.network = a[3]; o.head = .pooled
  o.sizes = a[4].split(separator: ",").map { Int($0)! }; o.epochs = a[5].split(separator: ",").map { Int($0)! }
  o.batchSize = 64; o.averageDecay = 0.999; o.mixup = 0.1; o.learningRate = 0.08
  try folder.create(.init(pictures: a[1], options: o, threads: 2, command: ""))
}
let t = try Trainer(folder, workers: 1)
var last = Date()
print(try t.run(shouldStop: { false }) { e in
  switch e {
  case .step(let s): if -last.timeIntervalSinceNow > 2 { last = Date(); print(s.epoch, s.step, s.steps, s.size, s.loss, s.accuracy, s.imagesPerSecond, s.fraction) }
  case .epoch(let r): print(r)
  case .broken(let b): print(b)
  case .saved: print("saved")
  }
})
