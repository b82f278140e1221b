#include "region_align_worker.h"

#include "computation.h"
#include "region_align/align.h"

using region_align::Alignment;
using region_align::Problem;

Napi::Value AlignRegions(const Napi::CallbackInfo& info) {
  const Napi::Object record = info[0].As<Napi::Object>();
  const Napi::Float32Array boxes = record.Get("boxes").As<Napi::Float32Array>();
  Napi::Float32Array aligned = info[1].As<Napi::Float32Array>();
  Problem problem;
  problem.map = record.Get("map").As<Napi::Float32Array>().Data();
  problem.channels = static_cast<size_t>(NumberIn(record, "channels"));
  problem.height = static_cast<size_t>(NumberIn(record, "height"));
  problem.width = static_cast<size_t>(NumberIn(record, "width"));
  problem.boxes = boxes.Data();
  problem.regions = boxes.ElementLength() / 4;
  problem.out_height = static_cast<size_t>(NumberIn(record, "outHeight"));
  problem.out_width = static_cast<size_t>(NumberIn(record, "outWidth"));
  problem.channels_last = record.Get("channelsLast").ToBoolean();
  problem.aligned = aligned.Data();
  const Threads threads = {info[2].As<Napi::Number>().Int32Value(), info[3].As<Napi::Uint8Array>().Data()};

  Napi::Object owners = Napi::Object::New(info.Env());
  owners.Set("problem", record);
  owners.Set("aligned", aligned);
  owners.Set("cancel", info[3]);
  return Computation<Alignment>::Start(
      owners, [problem, threads] { return Align(problem, threads); },
      [](const Napi::Object& held, const Alignment&) -> Napi::Value { return held.Get("aligned"); });
}
