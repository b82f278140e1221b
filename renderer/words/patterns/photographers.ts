import { phrase } from '../translate.ts';

/** What the report about photographers calls its lines and what it warns of; see runner/tasks/photographer. */
export const photographerSentences: readonly string[] = [
  phrase('chance'),
  phrase('most frequent'),
  phrase('color'),
  phrase('coarse texture'),
  phrase('without color'),
  phrase('without borders'),
  phrase('half as fine'),
  phrase('an embedding by triplets'),
  phrase('the last two blocks tuned'),
  phrase(
    '{carrying} of {of} photos of {name} carry the same mark in the top left corner: a logo, a signature or a frame. The network may have learned that instead of the eye.',
  ),
  phrase(
    '{carrying} of {of} photos of {name} carry the same mark in the top right corner: a logo, a signature or a frame. The network may have learned that instead of the eye.',
  ),
  phrase(
    '{carrying} of {of} photos of {name} carry the same mark in the bottom left corner: a logo, a signature or a frame. The network may have learned that instead of the eye.',
  ),
  phrase(
    '{carrying} of {of} photos of {name} carry the same mark in the bottom right corner: a logo, a signature or a frame. The network may have learned that instead of the eye.',
  ),
  phrase('Compare with the line "without borders" of the table, or learn from photos without the mark.'),
  phrase(
    'Color or coarse texture alone is right in {alone} of photos, the network in {network}: the difference may be chance.',
  ),
  phrase('Add photos and shoots, or another network.'),
  phrase('Color alone reaches {share}: film stock, toning or a scanner may be what tells these photographers apart.'),
  phrase('Look at the line "without color", and mix photos of several sources.'),
  phrase(
    'Coarse light and dark alone reaches {share}: formats, frames or one studio may be what tells these photographers apart.',
  ),
  phrase('Look at the line "without borders", and add photos made elsewhere.'),
  phrase('{points} points of the accuracy rest on color: without it {share} % are right.'),
  phrase('{points} points of the accuracy rest on what stands at the borders: without it {share} % are right.'),
  phrase('{points} points of the accuracy rest on sharpness and grain: without it {share} % are right.'),
  phrase('Believe the lower figure where photos come from other scanners, cameras or archives.'),
  phrase('{name} is known by {count} shoots only: the network may know the shoots and not the eye.'),
  phrase('Add photos that were taken on other days and elsewhere.'),
];
