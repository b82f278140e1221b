#include "graph_segmentation_worker.h"

#include <vector>

#include "computation.h"
#include "graph_segmentation/segment.h"

using graph_segmentation::Problem;
using graph_segmentation::Segmentation;

Napi::Value SegmentByGraph(const Napi::CallbackInfo& info) {
  const Napi::Object record = info[0].As<Napi::Object>();
  const Napi::TypedArray pixels = record.Get("pixels").As<Napi::TypedArray>();
  const Napi::Float64Array taps = info[1].As<Napi::Float64Array>();
  Problem problem;
  problem.height = static_cast<size_t>(NumberIn(record, "height"));
  problem.width = static_cast<size_t>(NumberIn(record, "width"));
  problem.channels = static_cast<size_t>(NumberIn(record, "channels"));
  problem.taps = taps.Data();
  problem.reach = taps.ElementLength() - 1;
  problem.k = NumberIn(record, "k");
  problem.min_size = static_cast<size_t>(NumberIn(record, "minSize"));
  const bool floats = pixels.TypedArrayType() == napi_float32_array;
  problem.pixels = floats ? pixels.As<Napi::Float32Array>().Data() : nullptr;
  const uint8_t* bytes = floats ? nullptr : pixels.As<Napi::Uint8Array>().Data();
  const Threads threads = {info[2].As<Napi::Number>().Int32Value(), info[3].As<Napi::Uint8Array>().Data()};

  Napi::Object owners = Napi::Object::New(info.Env());
  owners.Set("pixels", pixels);
  owners.Set("taps", taps);
  owners.Set("cancel", info[3]);
  return Computation<Segmentation>::Start(
      owners,
      [problem, bytes, threads] {
        if (!bytes) return Segment(problem, threads);
        const std::vector<float> converted(bytes, bytes + problem.height * problem.width * problem.channels);
        Problem ours = problem;
        ours.pixels = converted.data();
        return Segment(ours, threads);
      },
      [](const Napi::Object& held, const Segmentation& segmentation) -> Napi::Value {
        Napi::Object result = Napi::Object::New(held.Env());
        result.Set("regions", Copied<Napi::Int32Array>(held.Env(), segmentation.regions));
        result.Set("count", Napi::Number::New(held.Env(), segmentation.count));
        return result;
      });
}
