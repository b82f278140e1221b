#include "sanitize/pictures.h"

#include <algorithm>

namespace sanitize {
namespace {

void DrawSides(Draw& draw, Picture& picture) {
  const size_t small = draw.Whole(1, 3), side = draw.Whole(1, 40);
  switch (draw.Whole(0, 9)) {
    case 0: picture.height = picture.width = 1; break;
    case 1: picture.height = small, picture.width = draw.Whole(1, 400); break;
    case 2: picture.height = draw.Whole(1, 400), picture.width = small; break;
    default: picture.height = side, picture.width = draw.Whole(1, 40);
  }
  if (!draw.OneIn(50)) return;
  picture.height = 20000, picture.width = 3;
  if (draw.OneIn(2)) std::swap(picture.height, picture.width);
}

uint8_t Byte(Draw& draw) { return static_cast<uint8_t>(draw.Whole(0, 255)); }

void Fill(Draw& draw, Picture& picture) {
  std::vector<uint8_t>& rgb = picture.rgb;
  rgb.assign(3 * picture.Pixels(), 0);
  switch (draw.Whole(0, 6)) {
    case 0: picture.what = "black, as what was transparent becomes"; return;
    case 1:
      picture.what = "one color";
      for (size_t c = 0; c < 3; c++) {
        const uint8_t shade = Byte(draw);
        for (size_t i = c; i < rgb.size(); i += 3) rgb[i] = shade;
      }
      return;
    case 2:
      picture.what = "white but for one pixel";
      std::fill(rgb.begin(), rgb.end(), uint8_t{255});
      rgb[draw.Whole(0, rgb.size() - 1)] = 0;
      return;
    case 3:
      picture.what = "a board of black and white";
      for (size_t i = 0; i < rgb.size(); i++) rgb[i] = (i / 3 / picture.width + i / 3 % picture.width) % 2 ? 255 : 0;
      return;
    case 4:
      picture.what = "few shades";
      for (uint8_t& value : rgb) value = static_cast<uint8_t>(85 * draw.Whole(0, 3));
      return;
    case 5:
      picture.what = "a slope of grey";
      for (size_t i = 0; i < rgb.size(); i++) rgb[i] = static_cast<uint8_t>(i / 3 % picture.width * 255 / picture.width);
      return;
    default:
      picture.what = "noise";
      for (uint8_t& value : rgb) value = Byte(draw);
  }
}

}  // namespace

Picture Drawn(Draw& draw) {
  Picture picture;
  DrawSides(draw, picture);
  Fill(draw, picture);
  return picture;
}

}  // namespace sanitize
