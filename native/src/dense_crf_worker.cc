#include "dense_crf_worker.h"

#include "computation.h"
#include "dense_crf/refine.h"

Napi::Value RefineByCrf(const Napi::CallbackInfo& info) {
  const Napi::Object record = info[0].As<Napi::Object>();
  dense_crf::Problem problem;
  problem.probabilities = record.Get("probabilities").As<Napi::Float32Array>().Data();
  problem.rgb = record.Get("rgb").As<Napi::Uint8Array>().Data();
  problem.classes = static_cast<size_t>(NumberIn(record, "classes"));
  problem.height = static_cast<size_t>(NumberIn(record, "height"));
  problem.width = static_cast<size_t>(NumberIn(record, "width"));
  problem.iterations = static_cast<int>(NumberIn(record, "iterations"));
  problem.spatial_sigma = NumberIn(record, "spatialSigma");
  problem.spatial_weight = NumberIn(record, "spatialWeight");
  problem.color_spatial_sigma = NumberIn(record, "colorSpatialSigma");
  problem.color_sigma = NumberIn(record, "colorSigma");
  problem.color_weight = NumberIn(record, "colorWeight");
  problem.least_probability = NumberIn(record, "leastProbability");
  problem.exact = record.Get("exact").As<Napi::Boolean>();
  const Threads threads = {info[1].As<Napi::Number>().Int32Value(), info[2].As<Napi::Uint8Array>().Data()};

  const size_t numbers = problem.classes * problem.height * problem.width;
  Napi::Float32Array refined = Napi::Float32Array::New(info.Env(), numbers);
  problem.refined = refined.Data();

  Napi::Object owners = Napi::Object::New(info.Env());
  for (const char* name : {"probabilities", "rgb"}) owners.Set(name, record.Get(name));
  owners.Set("cancel", info[2]);
  owners.Set("refined", refined);
  return Computation<dense_crf::Outcome>::Start(
      owners, [problem, threads] { return Refine(problem, threads); },
      [](const Napi::Object& held, const dense_crf::Outcome&) -> Napi::Value { return held.Get("refined"); });
}
