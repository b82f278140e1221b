// Registration only: each algorithm is a worker of its own file.

#include <napi.h>

#include "linear_svm_worker.h"

static Napi::Object Register(Napi::Env env, Napi::Object exports) {
  exports.Set("trainLinearSvm", Napi::Function::New(env, TrainLinearSvm, "trainLinearSvm"));
  return exports;
}

NODE_API_MODULE(fovea_native, Register)
