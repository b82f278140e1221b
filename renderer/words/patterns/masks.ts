import { phrase } from '../translate.ts';

/** What formats of masks cannot hold, as electron/runner/vision/annotations/masks says it. */
export const maskSentences: readonly string[] = [
  phrase('Left out: where in the photos the pixels lie.'),
  phrase('Left out: the list of classes; a file names only those that it draws.'),
  phrase('Left out: characters of names that XML cannot hold.'),
  phrase('Left out: detail of outlines up to {pixels} px.'),
  phrase('Left out: that nobody judged some pixels ({pixels}); other programs take them for background.'),
  phrase('Left out: which of several classes of one name a pixel is of.'),
  phrase('Left out: holes that nobody judged; their pixels ({pixels}) take the class around them.'),
];
