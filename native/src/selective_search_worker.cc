#include "selective_search_worker.h"

#include <algorithm>
#include <cstring>

#include "computation.h"
#include "selective_search/search.h"

using selective_search::Grouping;
using selective_search::Hierarchy;
using selective_search::Problem;
using selective_search::Space;

static Napi::Object Told(Napi::Env env, const Hierarchy& hierarchy) {
  Napi::Object result = Napi::Object::New(env);
  Napi::Int32Array boxes = Napi::Int32Array::New(env, 4 * hierarchy.boxes.size());
  std::memcpy(boxes.Data(), hierarchy.boxes.data(), hierarchy.boxes.size() * sizeof hierarchy.boxes[0]);
  result.Set("count", Napi::Number::New(env, hierarchy.count));
  result.Set("boxes", boxes);
  result.Set("sizes", Copied<Napi::Int32Array>(env, hierarchy.sizes));
  result.Set("merges", Copied<Napi::Int32Array>(env, hierarchy.merges));
  result.Set("similarities", Copied<Napi::Float64Array>(env, hierarchy.similarities));
  return result;
}

Napi::Value GroupRegions(const Napi::CallbackInfo& info) {
  const Napi::Object record = info[0].As<Napi::Object>(), taps = info[1].As<Napi::Object>();
  const Napi::Uint8Array spaces = info[2].As<Napi::Uint8Array>(), strategies = info[3].As<Napi::Uint8Array>();
  const Napi::Array ks = record.Get("ks").As<Napi::Array>();
  const auto taps_named = [&](const char* name) { return taps.Get(name).As<Napi::Float64Array>(); };
  Problem problem;
  problem.rgb = record.Get("rgb").As<Napi::Uint8Array>().Data();
  problem.height = static_cast<size_t>(NumberIn(record, "height"));
  problem.width = static_cast<size_t>(NumberIn(record, "width"));
  for (size_t i = 0; i < spaces.ElementLength(); i++) problem.spaces.push_back(static_cast<Space>(spaces[i]));
  for (uint32_t i = 0; i < ks.Length(); i++) problem.ks.push_back(ks.Get(i).As<Napi::Number>().DoubleValue());
  problem.strategies.assign(strategies.Data(), strategies.Data() + strategies.ElementLength());
  problem.sigma_taps = taps_named("sigma").Data();
  problem.sigma_reach = taps_named("sigma").ElementLength() - 1;
  problem.slope_taps = {taps_named("smooth").Data(), taps_named("slope").Data(), taps_named("slope").ElementLength() - 1};
  const Threads threads = {info[4].As<Napi::Number>().Int32Value(), info[5].As<Napi::Uint8Array>().Data()};

  Napi::Object owners = Napi::Object::New(info.Env());
  owners.Set("problem", record);
  owners.Set("taps", taps);
  owners.Set("cancel", info[5]);
  return Computation<Grouping>::Start(
      owners, [problem, threads] { return Search(problem, threads); },
      [](const Napi::Object& held, const Grouping& grouping) -> Napi::Value {
        const Napi::Env env = held.Env();
        Napi::Array hierarchies = Napi::Array::New(env), regions = Napi::Array::New(env);
        for (const Hierarchy& one : grouping.hierarchies) hierarchies[hierarchies.Length()] = Told(env, one);
        for (const auto& one : grouping.regions) regions[regions.Length()] = Copied<Napi::Int32Array>(env, one);
        Napi::Object result = Napi::Object::New(env);
        result.Set("hierarchies", hierarchies);
        result.Set("regions", regions);
        return result;
      });
}
