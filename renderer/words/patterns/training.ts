import { phrase } from '../translate.ts';

/** What there is to know of examples, as electron/engine/training/datasets/findings.ts says it. */
const findingSentences: readonly string[] = [
  phrase('There is only one class, “{name}”: nothing to tell it from.'),
  phrase('{what} no photos and will not be learned.'),
  phrase('{what} a single photo and will not be learned.'),
  phrase('{what} fewer usable photos to learn from than the {needed} that are needed.'),
  phrase('{what} fewer than {few} photos: they are learned badly and judged by chance.'),
  phrase('{what} no photos to judge by: all of a class are one scene.'),
  phrase('{what} no photos to judge by.'),
  phrase('The class {name} has'),
  phrase('The classes {names} and {name} have'),
  phrase('{count} classes ({names}) have'),
  phrase('“{name}” has {count} photos and “{rarest}” {fewest}.'),
  phrase('There are {number} classes.'),
  phrase('No photo has a class.'),
  phrase('{count} photos without a class will not be used.'),
  phrase('None of {count} files can be read as a photo; the first: {reason}'),
  phrase('{unreadable} of {count} files cannot be read; the first: {reason}'),
  phrase('{number} files are copies of one another in different classes and will not be used.'),
  phrase('Of photos that are there several times in one class, one counts; left out: {count} files.'),
  phrase('Left out of what is learned, because the part that judges shows the same: {count} photos.'),
  phrase('{number} photos look almost alike, in {count} groups.'),
  phrase('{number} photos were taken within seconds of another, in {count} bursts.'),
  phrase('No photo can be set aside to judge by: the photos of each class are one scene.'),
];

/** What to do about it. */
const remedySentences: readonly string[] = [
  phrase('Add a folder of photos that are something else.'),
  phrase('Put photos in, or go on without.'),
  phrase('Give more photos the same class, or go on without.'),
  phrase('Add photos to the small classes, or let training weigh classes by their rarity.'),
  phrase('Check that each folder is a class and not a single photo or a day.'),
  phrase('Add photos, or take the folder out.'),
  phrase('Add photos to them; from about 30 on the figures mean something.'),
  phrase('Put the photos into one folder per class, or label some in the library.'),
  phrase('Check that these are photos, and that the disk they are on is healthy.'),
  phrase('Keep each photo in the class that is right. In a table, write all classes of a photo into one cell.'),
  phrase('Nothing needs to be done. To learn from them, keep the photos of one scene in one part.'),
  phrase('Nothing needs to be done: a group is either learned from or judged, never both.'),
  phrase('Nothing needs to be done: a burst is either learned from or judged, never both.'),
  phrase('Nothing needs to be done.'),
  phrase('Add photos of them to the part that judges.'),
  phrase('Add photos that were taken at another time, or a folder “test” with photos of its own.'),
];

/** How deep to train and why, as electron/runner/tasks/learning/advice.ts and depths.ts say it, and why a run ended. */
const depthSentences: readonly string[] = [
  phrase('{photos} photos per class are few: a head on what the network knows is safest; {what}.'),
  phrase('{photos} photos per class are enough to train the last block; {what}.'),
  phrase('{photos} photos per class are enough to train the last {blocks} blocks; {what}.'),
  phrase('how alike they are to what it learned from is not known'),
  phrase('none of the classes is named among those it knows'),
  phrase('it knows {shared} of the {wanted} classes by name'),
  phrase('Only the head of this network can be trained.'),
  phrase('No layer with weights lies before its features.'),
  phrase('{op} in its last block cannot be trained: {reason}.'),
  phrase('you stopped it'),
  phrase('no better for {count} epochs'),
];

/** The lessons of electron/engine/training/lessons. */
const lessonSentences: readonly string[] = [
  phrase('Activations'),
  phrase('Why do networks use ReLU and its kin rather than the sigmoid?'),
  phrase(
    'Compare how soon the training loss falls. A sigmoid’s slope is at most a quarter, and six of them one behind the other leave little of a gradient.',
  ),
  phrase('First weights'),
  phrase('How large should weights be before anything is learned?'),
  phrase(
    'Too small, and what reaches the last layer is nothing; too large, and it is everything at once. Watch the loss of the first epochs.',
  ),
  phrase('Learning rate'),
  phrase('How far should a step go?'),
  phrase('Too low, and the curve is still falling when time is up; too high, and it jumps or stays at chance.'),
  phrase('Mini-batches'),
  phrase('How many photos should a step look at?'),
  phrase('With the same learning rate and epochs, small batches make many noisy steps, large ones few smooth ones.'),
  phrase('Augmentation'),
  phrase('What do varied copies of few photos bring?'),
  phrase(
    'Without them the training loss goes to nothing while the hold-out loss rises: the photos are known by heart.',
  ),
  phrase('Dropout'),
  phrase('Does leaving features out at random help a network that has few photos?'),
  phrase('Compare the gap between the training loss and the hold-out loss.'),
  phrase('L1 and L2'),
  phrase('What does it bring to pull weights towards zero?'),
  phrase('A little of either narrows the gap between training and hold-out; too much, and nothing is learned.'),
  phrase('Random restarts'),
  phrase('How much does chance decide?'),
  phrase(
    'Every restart draws other weights and another order. The result says how far they lie apart, and which one the hold-out has chosen.',
  ),
  phrase('Too small'),
  phrase('Too large'),
  phrase('Too low'),
  phrase('Low'),
  phrase('Right'),
  phrase('Too high'),
  phrase('As they are'),
  phrase('Mirrored, cropped, coloured'),
  phrase('Mirrored'),
  phrase('And turned'),
  phrase('None'),
  phrase('A quarter'),
  phrase('Half'),
  phrase('A little L2'),
  phrase('Too much L2'),
  phrase('A little L1'),
  phrase('Too much L1'),
  phrase('One start'),
  phrase('Four starts'),
  phrase('{count} photos'),
];

/** What the engine says of examples, depth, lessons and the end of a run, the more particular before the more general. */
export const trainingSentences: readonly string[] = [
  ...findingSentences,
  ...remedySentences,
  ...depthSentences,
  ...lessonSentences,
];
