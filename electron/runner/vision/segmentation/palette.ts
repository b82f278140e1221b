/**
 * The colors in which masks of PASCAL VOC are drawn, [256, 3] red, green, blue: the bits of an index are dealt out to
 * the three channels in turn, from their highest bit down, so that near indices look unlike. 0 is black; 255, not
 * judged, is (224, 224, 192).
 *
 * @see Everingham et al., "The PASCAL Visual Object Classes Challenge", IJCV 2010, and its development kit
 */
export function vocPalette(): Uint8Array {
  return Uint8Array.from({ length: 3 * 256 }, (_, at) => {
    const [index, channel] = [Math.floor(at / 3), at % 3];
    let value = 0;
    for (let level = 0; level < 8; level += 1) value |= ((index >> (3 * level + channel)) & 1) << (7 - level);
    return value;
  });
}
