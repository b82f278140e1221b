{
  "targets": [
    {
      "target_name": "fovea_native",
      "sources": [
        "src/addon.cc",
        "src/dense_crf_worker.cc",
        "src/dense_crf/appearance_filters.cc",
        "src/dense_crf/kernels.cc",
        "src/dense_crf/lattice.cc",
        "src/dense_crf/refine.cc",
        "src/dense_crf/spatial_filter.cc",
        "src/graph_segmentation_worker.cc",
        "src/graph_segmentation/edges.cc",
        "src/graph_segmentation/segment.cc",
        "src/graph_segmentation/smooth.cc",
        "src/linear_svm_worker.cc",
        "src/linear_svm/kernels.cc",
        "src/linear_svm/solve.cc",
        "src/region_align_worker.cc",
        "src/region_align/align.cc",
        "src/selective_search_worker.cc",
        "src/selective_search/colors.cc",
        "src/selective_search/group.cc",
        "src/selective_search/nodes.cc",
        "src/selective_search/search.cc",
        "src/selective_search/textures.cc",
      ],
      "include_dirs": ["src", "<!(node -p \"require('node-addon-api').include_dir\")"],
      "defines": ["NAPI_VERSION=8", "NODE_ADDON_API_DISABLE_DEPRECATED", "NAPI_CPP_EXCEPTIONS"],
      # Baseline instructions only, so that a release runs everywhere; each kernels.cc asks the processor for more.
      # Products and sums are fused only where a kernel says so: regions and lattices are the twins' to the last bit.
      "cflags_cc": ["-std=c++17", "-O3", "-ffp-contract=off", "-fexceptions", "-Wall", "-Wextra", "-pthread"],
      "cflags_cc!": ["-fno-exceptions", "-fno-rtti"],
      "ldflags": ["-pthread"],
      "xcode_settings": {
        "CLANG_CXX_LANGUAGE_STANDARD": "c++17",
        "GCC_ENABLE_CPP_EXCEPTIONS": "YES",
        "GCC_OPTIMIZATION_LEVEL": "3",
        "OTHER_CPLUSPLUSFLAGS": ["-ffp-contract=off"],
        "MACOSX_DEPLOYMENT_TARGET": "11.0",
      },
      "msvs_settings": {
        "VCCLCompilerTool": {"ExceptionHandling": 1, "AdditionalOptions": ["/std:c++17"]},
      },
    }
  ]
}
