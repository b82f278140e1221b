import type { ScreenId } from '../state/app.svelte.ts';

/** Where a set of keys applies: a screen, the photo view or the queue within the library, or painting within Segment. */
export type KeysPlace = ScreenId | 'photo' | 'paint' | 'queue';

export interface KeyRow {
  readonly keys: readonly string[];
  /** An English sentence, asked for by `t`. */
  readonly does: string;
  /** The browser or the system does it: no other key can. */
  readonly fixed: boolean;
}

const row = (keys: string, does: string): KeyRow => ({ keys: keys.split(' '), does, fixed: false });
const fixed = (keys: string, does: string): KeyRow => ({ ...row(keys, does), fixed: true });

export const keysEverywhere: readonly KeyRow[] = [
  row('Ctrl+1 … Ctrl+8', 'Library, Train, Detect, Segment, Photographers, Lab, Models, Settings'),
  row('Ctrl+Z', 'Undo'),
  row('Ctrl+Shift+Z Ctrl+Y', 'Redo'),
  row('?', 'These keys'),
];

const labeling: readonly KeyRow[] = [
  row('1 … 9', 'Label with the class beside that number'),
  row('Shift+1 … Shift+5', 'Stars; without Shift where number keys give stars'),
  row('Shift+0', 'No stars'),
  row('P X U', 'Pick, flag as rejected, no flag'),
  row('J', 'Select the whole group'),
  fixed('Caps\u00a0Lock', 'While it is on: go on to the next photo after each label'),
  row('L', 'Label: type a class'),
  row('A', 'Accept the suggestion'),
  row('R', 'Reject the suggestion'),
  row('Delete', 'Forget the photo; its file stays'),
];

export const keysOf: Readonly<Record<KeysPlace, readonly KeyRow[]>> = {
  library: [
    row('← ↑ → ↓', 'Move'),
    row('Shift+arrows', 'Select on the way'),
    row('Home End PgUp PgDn', 'First, last, a page up or down'),
    row('Ctrl+A', 'Select everything'),
    row('Esc', 'Select nothing'),
    row('Space', 'Quick look'),
    row('Enter E', 'Large view'),
    row('Q', 'Queue: answer suggestions one after the other'),
    row('M', 'Map, or back to the grid'),
    row('+ − 0', 'On the map: closer, farther, all of it'),
    fixed('Shift+drag L+drag', 'On the map: draw a line around photos'),
    row('F', 'Find photos like the selected ones'),
    row('A K', 'Of likely label errors: take the other class, keep the label'),
    ...labeling,
    row('F2', 'In the list of classes: rename'),
    row('Alt+arrows', 'There: move the class up, down, below another, out'),
    row('Ctrl+Enter', 'There: label the selection'),
  ],
  photo: [
    row('← →', 'Photo before, photo after'),
    row('+ −', 'Larger, smaller'),
    row('0 F', 'Fit'),
    row('Z', 'One photo pixel on one screen pixel'),
    row('Shift+arrows', 'Move the picture'),
    row('N', 'What the network sees'),
    row('B', 'Find photos like a part of this one'),
    row('G Esc', 'Back to the grid'),
    ...labeling,
  ],
  queue: [
    row('A Enter', 'Accept the suggestion'),
    row('R', 'Reject the suggestion'),
    row('1 … 9', 'Give the class of that number instead'),
    row('L', 'Give another class: type it'),
    row('S →', 'Skip the photo'),
    row('←', 'Photo before'),
    row('Ctrl+Z', 'Take the last answer back; its photo is shown again'),
    row('Shift+A', 'Accept all suggestions above a probability'),
    row('Q G Esc', 'Back to the grid'),
  ],
  training: [
    row('↑ ↓', 'In the picture of the network: one block more, one less'),
    row('Home End', 'There: the head alone, everything'),
    row('Tab', 'From control to control'),
    row('Esc', 'Close the settings'),
    row('← ↑ → ↓', 'In a report: from cell to cell, from photo to photo'),
    row('1 … 9', 'There: give the chosen photo the class of that number'),
    row('A', 'There: give it the class that was answered'),
    row('Ctrl+Z', 'Bring a removed run or set back'),
  ],
  detection: [
    row('B', 'Draw boxes: drag, or press two corners'),
    row('1 … 9 0', 'Class to draw with; of the chosen box'),
    row('← ↑ → ↓', 'Move the chosen box by a pixel; without one, photo before and after'),
    row('Shift+arrows', 'By ten pixels; without a box, move the picture'),
    row('Alt+arrows', 'Resize the chosen box by its last corner'),
    row('Tab Shift+Tab', 'Box after, box before; while drawing, proposals under the pointer'),
    row('Enter', 'Accept the found box, take the proposal, or draw in the middle'),
    row('Delete Backspace', 'Remove the chosen box, reject a found one'),
    row('A', 'Accept all found boxes'),
    row('D', 'The chosen box is difficult, or not'),
    row('C', 'Copy the boxes of the photo before'),
    row('K', 'Everything on the photo is drawn, or not'),
    row('S', 'While drawing, snap to proposals'),
    row('P', 'Show proposals'),
    row('[ ]', 'Show less probable boxes, fewer'),
    row('N', 'Most useful photo next'),
    row('R', 'Learn again'),
    row('Esc', 'Let go: of the corner, the box, snapping, drawing'),
    row('Space', 'Held while dragging, or the middle button: move the picture'),
    row('+ − Home F', 'Larger, smaller, fit'),
  ],
  segmentation: [
    row('← →', 'Photo before, photo after'),
    row('P', 'Paint a segmenter'),
    row('O', 'Areas on the photo, or the photo alone'),
    row('[ ]', 'Areas fainter, stronger'),
    row('S', 'Side by side'),
    row('Esc', 'Show all classes again'),
    row('+ −', 'Larger, smaller'),
    row('0 F', 'Fit'),
    row('Z', 'One photo pixel on one screen pixel'),
    row('Shift+arrows', 'Move the picture'),
    row('← → D Esc', 'In an evaluation: photo before, photo after, only what differs, back'),
  ],
  paint: [
    row('P', 'Look through networks again'),
    row('1 … 9 0', 'Class to paint with'),
    row('B G F X', 'Brush, polygon, fill region, eraser'),
    row('Alt', 'Held: erase'),
    row('[ ]', 'Brush narrower, wider'),
    row('Enter', 'Close the polygon; a dab at the crosshair'),
    row('Backspace Esc', 'In a polygon: one corner back, give up'),
    row('Shift+arrows', 'Move the crosshair by the width of the brush'),
    row('Space', 'Held while dragging, or the middle button: move the picture'),
    row('U', 'Update the areas once'),
    row('N', 'The most uncertain place'),
    row('S', 'Strokes on the photo, or the areas alone'),
    row('O', 'Areas on the photo, or the strokes alone'),
    row('+ − Home', 'Larger, smaller, fit'),
    row('← →', 'Photo before, photo after'),
  ],
  photographers: [
    row('← →', 'In the row of tabs: from tab to tab'),
    row('1 … 9 A …', 'In the game: who took it'),
    row('0', 'There: no idea'),
    row('Enter', 'There: the next photo'),
    row('← ↑ → ↓', 'In the confusion matrix: from cell to cell; Enter opens its photos'),
    row('Ctrl+Z', 'Bring a forgotten collection back; take a changed label back'),
  ],
  lab: [
    row('← →', 'Photo before, photo after; in the row of tabs: from tab to tab'),
    row('↑ ↓', 'In the list of layers: layer before, layer after'),
    row('[ ]', 'Channel before, channel after; in Network and Top patches the arrows as well'),
    row('T', 'Top patches of the channel'),
    row('← ↑ → ↓', 'In a sheet of channels: from channel to channel'),
    row('P', 'Project the chosen channel back to the photo'),
    row('M', 'Maximize the chosen channel'),
    row('E', 'Evidence: where in the photo the answer comes from'),
    row('G', 'Go: make it'),
    row('Esc', 'Stop'),
    row('S', 'Save the result with its recipe'),
    row('Ctrl+Z', 'Bring a forgotten result back'),
  ],
  models: [
    fixed('Tab', 'From network to network'),
    fixed('Enter', 'Open'),
    row('Ctrl+Z', 'Bring a removed network back'),
  ],
  settings: [fixed('Tab', 'From setting to setting'), fixed('← →', 'Choose')],
};
