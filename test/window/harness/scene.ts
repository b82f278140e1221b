// Drawn landscapes in place of photographs: the same number always gives the same picture.

const skies = ['#b9cbd8', '#d9c6b0', '#8fa3b8', '#e3d9c8', '#6d7f91', '#c4a999'];
const lands = ['#4c5a4a', '#5d5348', '#394650', '#6e6a55', '#2f3b3a', '#77685c'];

/** Address of a picture of 3:2, 2:3 or, as a network sees it, 1:1. */
export function scene(photo: number, square: boolean): string {
  const [width, height] = square ? [224, 224] : photo % 3 === 0 ? [200, 300] : [300, 200];
  const pick = (list: readonly string[], step: number): string => list[(photo * step) % list.length] ?? '#888';
  const horizon = height * (0.45 + ((photo * 17) % 30) / 100);
  const ridge = Array.from({ length: 7 }, (_, i) => {
    const x = (i * width) / 6;
    return `${x},${horizon - ((photo * (i + 3) * 29) % 60)}`;
  }).join(' ');
  const sun = `<circle cx="${(photo * 53) % width}" cy="${height * 0.25}" r="${8 + ((photo * 7) % 14)}" fill="#fff" fill-opacity=".75"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect width="100%" height="100%" fill="${pick(skies, 5)}"/>${sun}
    <polygon points="0,${height} ${ridge} ${width},${height}" fill="${pick(lands, 7)}"/>
    <rect y="${horizon + 20}" width="100%" height="${height}" fill="${pick(lands, 11)}" fill-opacity=".8"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
