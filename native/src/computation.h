#pragma once

#include <napi.h>

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

// Computes away from JavaScript's thread and settles a promise. The arrays that are read and written meanwhile stay where
// they are: `owners` is held until the end.
template <typename Result>
class Computation : public Napi::AsyncWorker {
 public:
  using Compute = std::function<Result()>;
  using Answer = std::function<Napi::Value(const Napi::Object& owners, const Result&)>;

  // `compute` sees no JavaScript; a result that is `cancelled` rejects, `answer` is told of the others.
  static Napi::Promise Start(Napi::Object owners, Compute compute, Answer answer) {
    auto* worker = new Computation(owners, std::move(compute), std::move(answer));
    const Napi::Promise promise = worker->deferred_.Promise();
    worker->Queue();
    return promise;
  }

 protected:
  void Execute() override {
    result_ = compute_();
    if (result_.cancelled) SetError("The computation was stopped.");
  }

  void OnOK() override { deferred_.Resolve(answer_(owners_.Value(), result_)); }

  void OnError(const Napi::Error& error) override { deferred_.Reject(error.Value()); }

 private:
  Computation(Napi::Object owners, Compute compute, Answer answer)
      : Napi::AsyncWorker(owners.Env(), "fovea"),
        deferred_(Napi::Promise::Deferred::New(owners.Env())),
        owners_(Napi::Persistent(owners)),
        compute_(std::move(compute)),
        answer_(std::move(answer)) {}

  Napi::Promise::Deferred deferred_;
  Napi::ObjectReference owners_;
  Compute compute_;
  Answer answer_;
  Result result_;
};

// A typed array of JavaScript's own with these values.
template <typename Array, typename T>
Array Copied(Napi::Env env, const std::vector<T>& values) {
  Array array = Array::New(env, values.size());
  std::copy(values.begin(), values.end(), array.Data());
  return array;
}

inline double NumberIn(const Napi::Object& record, const char* name) {
  return record.Get(name).As<Napi::Number>().DoubleValue();
}
