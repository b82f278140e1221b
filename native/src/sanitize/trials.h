#pragma once

#include <cstdint>

#include "sanitize/draw.h"
#include "sanitize/pictures.h"

// Each algorithm of the addon once, with settings that are drawn within what native/arguments.ts lets through.
namespace sanitize {

// `threads` of them, called off where `cancel` becomes 1. Each returns whether it was.
bool TrySegmentation(const Picture& picture, Draw& draw, int threads, const uint8_t* cancel);
bool TrySearch(const Picture& picture, Draw& draw, int threads, const uint8_t* cancel);
bool TryAlign(const Picture& picture, Draw& draw, int threads, const uint8_t* cancel);
bool TryCrf(const Picture& picture, Draw& draw, int threads, const uint8_t* cancel);
bool TrySvm(const Picture& picture, Draw& draw, int threads, const uint8_t* cancel);

}  // namespace sanitize
