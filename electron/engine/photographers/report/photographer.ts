import { basename } from 'node:path';
import type { MeanLook, PhotographerProfile, PhotographerReport } from '../../../contract/index.ts';
import { colorProfile } from './colorProfile.ts';
import { markup, type Markup } from './markup.ts';
import type { ReportContent } from './page.ts';
import { percent } from './words.ts';

/** One photographer: how well they are recognized, what is usual for them, what sets them apart. */
export function photographerSection(
  { photographers }: PhotographerReport,
  classIndex: number,
  { profiles, recognizer, thumbnails }: Pick<ReportContent, 'profiles' | 'recognizer' | 'thumbnails'>,
): Markup {
  const score = photographers[classIndex];
  const profile = profiles[classIndex];
  if (!score) return markup``;
  const { className, photos, shoots, precision, recall, f1 } = score;
  const share = (value: number | null): string => (value === null ? 'unknown' : percent(value));
  return markup`<section>
<h2>${className}</h2>
<p>${photos} photos in ${shoots} ${shoots === 1 ? 'shoot' : 'shoots'}. F1 ${share(f1)}: ${share(recall)} of their photos are recognized, and ${share(precision)} of answers with their name are right.</p>
${profile ? [typical(profile, thumbnails), apart(profile, recognizer), look(profile)] : null}
</section>
`;
}

function typical({ typical: paths, className }: PhotographerProfile, thumbnails: ReadonlyMap<string, string>): Markup {
  const pictures = paths.flatMap((path) => {
    const picture = thumbnails.get(path);
    return picture === undefined
      ? []
      : [
          markup`<li><img src="${picture}" alt="${basename(path)}"></li>
`,
        ];
  });
  if (pictures.length === 0) return markup`<p class="quiet">No photo of theirs was recognized for sure.</p>`;
  return markup`<h3>Recognized most surely</h3>
<ul class="photos" aria-label="Typical photos of ${className}">
${pictures}</ul>`;
}

function apart({ setApart }: PhotographerProfile, recognizer: string): Markup {
  if (setApart.length === 0)
    return markup`<p class="quiet">${recognizer} sees nothing in their shoots more often than chance would have it.</p>`;
  const named = (things: PhotographerProfile['setApart']): string =>
    things.map(({ thing, higher }) => `${thing} (${percent(Math.max(higher, 1 - higher))})`).join(', ');
  const [more, less] = [setApart.filter(({ higher }) => higher >= 0.5), setApart.filter(({ higher }) => higher < 0.5)];
  return markup`<h3>What sets them apart</h3>
${more.length > 0 ? markup`<p>${recognizer} sees more of this in their shoots than in those of the others: ${named(more)}.</p>` : null}
${less.length > 0 ? markup`<p>Less of this: ${named(less)}.</p>` : null}
<p class="quiet">In brackets: how likely a shoot of theirs shows more, or less, of it than one of somebody else’s.</p>`;
}

function look({ look: own, colors, upright, square }: PhotographerProfile): Markup {
  return markup`<h3>How their photos are made</h3>
<p>${inWords(own)} ${percent(upright)} are upright, ${percent(square)} square.</p>
${colorProfile(colors)}`;
}

/** Means in plain numbers. */
function inWords({ lightness, contrast, chroma, shadows, highlights, warmth, symmetry }: MeanLook): string {
  return `Lightness ${lightness.toFixed(0)} of 100, contrast ${contrast.toFixed(0)}, chroma ${chroma.toFixed(0)}, warmth ${warmth.toFixed(1)}; ${percent(shadows)} deep shadow, ${percent(highlights)} bright light, symmetry ${symmetry.toFixed(2)}.`;
}
