#include "linear_svm_worker.h"

#include "computation.h"
#include "linear_svm/solve.h"

Napi::Value TrainLinearSvm(const Napi::CallbackInfo& info) {
  const Napi::Object record = info[0].As<Napi::Object>();
  linear_svm::Problem problem;
  problem.features = record.Get("features").As<Napi::Float32Array>().Data();
  problem.class_of = record.Get("classOf").As<Napi::Int32Array>().Data();
  problem.costs = record.Get("costs").As<Napi::Float32Array>().Data();
  if (record.Get("start").IsTypedArray()) problem.start = record.Get("start").As<Napi::Float64Array>().Data();
  problem.count = static_cast<size_t>(NumberIn(record, "count"));
  problem.width = static_cast<size_t>(NumberIn(record, "width"));
  problem.machines = static_cast<int>(NumberIn(record, "machines"));
  problem.tolerance = NumberIn(record, "tolerance");
  problem.max_passes = static_cast<int>(NumberIn(record, "maxPasses"));
  problem.seed = static_cast<uint32_t>(NumberIn(record, "seed"));
  problem.threads = info[1].As<Napi::Number>().Int32Value();
  problem.cancel = info[2].As<Napi::Uint8Array>().Data();

  Napi::Object owners = Napi::Object::New(info.Env());
  for (const char* name : {"features", "classOf", "costs", "start"}) owners.Set(name, record.Get(name));
  owners.Set("cancel", info[2]);
  return Computation<linear_svm::Solution>::Start(
      owners, [problem] { return linear_svm::Solve(problem); },
      [](const Napi::Object& held, const linear_svm::Solution& solution) -> Napi::Value {
        const Napi::Env env = held.Env();
        Napi::Object result = Napi::Object::New(env);
        result.Set("weights", Copied<Napi::Float32Array>(env, solution.weights));
        result.Set("primal", Copied<Napi::Float64Array>(env, solution.primal));
        result.Set("dual", Copied<Napi::Float64Array>(env, solution.dual));
        result.Set("alphas", Copied<Napi::Float64Array>(env, solution.alphas));
        result.Set("passes", Napi::Number::New(env, solution.passes));
        return result;
      });
}
