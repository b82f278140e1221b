#include "linear_svm_worker.h"

#include <algorithm>
#include <string>
#include <utility>

#include "linear_svm/solve.h"

namespace {

// Computes away from JavaScript's thread. The arrays it reads stay where they are: their owners are held until the end.
class LinearSvmWorker : public Napi::AsyncWorker {
 public:
  LinearSvmWorker(Napi::Env env, linear_svm::Problem problem, Napi::Object owners)
      : Napi::AsyncWorker(env, "trainLinearSvm"),
        deferred_(Napi::Promise::Deferred::New(env)),
        owners_(Napi::Persistent(owners)),
        problem_(problem) {}

  Napi::Promise Promise() const { return deferred_.Promise(); }

 protected:
  void Execute() override {
    solution_ = linear_svm::Solve(problem_);
    if (solution_.cancelled) SetError("The training was stopped.");
  }

  void OnOK() override {
    Napi::Env env = Env();
    Napi::Object result = Napi::Object::New(env);
    result.Set("weights", Copied<Napi::Float32Array>(env, solution_.weights));
    result.Set("primal", Copied<Napi::Float64Array>(env, solution_.primal));
    result.Set("dual", Copied<Napi::Float64Array>(env, solution_.dual));
    result.Set("passes", Napi::Number::New(env, solution_.passes));
    deferred_.Resolve(result);
  }

  void OnError(const Napi::Error& error) override { deferred_.Reject(error.Value()); }

 private:
  template <typename Array, typename T>
  static Array Copied(Napi::Env env, const std::vector<T>& values) {
    Array array = Array::New(env, values.size());
    std::copy(values.begin(), values.end(), array.Data());
    return array;
  }

  Napi::Promise::Deferred deferred_;
  Napi::ObjectReference owners_;
  linear_svm::Problem problem_;
  linear_svm::Solution solution_;
};

}  // namespace

Napi::Value TrainLinearSvm(const Napi::CallbackInfo& info) {
  const Napi::Object record = info[0].As<Napi::Object>();
  const auto number = [&](const char* name) { return record.Get(name).As<Napi::Number>().DoubleValue(); };
  linear_svm::Problem problem;
  problem.features = record.Get("features").As<Napi::Float32Array>().Data();
  problem.class_of = record.Get("classOf").As<Napi::Int32Array>().Data();
  problem.costs = record.Get("costs").As<Napi::Float32Array>().Data();
  problem.count = static_cast<size_t>(number("count"));
  problem.width = static_cast<size_t>(number("width"));
  problem.machines = static_cast<int>(number("machines"));
  problem.tolerance = number("tolerance");
  problem.max_passes = static_cast<int>(number("maxPasses"));
  problem.seed = static_cast<uint32_t>(number("seed"));
  problem.threads = info[1].As<Napi::Number>().Int32Value();
  problem.cancel = info[2].As<Napi::Uint8Array>().Data();

  Napi::Object owners = Napi::Object::New(info.Env());
  for (const char* name : {"features", "classOf", "costs"}) owners.Set(name, record.Get(name));
  owners.Set("cancel", info[2]);
  auto* worker = new LinearSvmWorker(info.Env(), problem, owners);
  worker->Queue();
  return worker->Promise();
}
