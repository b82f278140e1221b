// Registration only: each algorithm is a worker of its own file.

#include <napi.h>

#include "dense_crf_worker.h"
#include "graph_segmentation_worker.h"
#include "linear_svm_worker.h"
#include "region_align_worker.h"
#include "selective_search_worker.h"

static Napi::Object Register(Napi::Env env, Napi::Object exports) {
  exports.Set("trainLinearSvm", Napi::Function::New(env, TrainLinearSvm, "trainLinearSvm"));
  exports.Set("refineByCrf", Napi::Function::New(env, RefineByCrf, "refineByCrf"));
  exports.Set("segmentByGraph", Napi::Function::New(env, SegmentByGraph, "segmentByGraph"));
  exports.Set("groupRegions", Napi::Function::New(env, GroupRegions, "groupRegions"));
  exports.Set("alignRegions", Napi::Function::New(env, AlignRegions, "alignRegions"));
  return exports;
}

NODE_API_MODULE(fovea_native, Register)
