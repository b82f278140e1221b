import { countLosses } from '../losses.ts';
import { labelStudioConfig, labelStudioText, readLabelStudio } from '../labelStudio.ts';
import type { LabelStudioAnswer, LabelStudioTask } from '../labelStudio.ts';
import { boxAnswer } from '../boxes/labelStudio.ts';
import { fieldsOf, listOf, optionalText, textOf } from '../reading.ts';
import { labelFormats, labelLosses } from './holds.ts';
import { allClasses, classesIn, type LabelledPhoto, type LabelSet, type ReadLabels } from './record.ts';
import type { WholeLabel, WrittenLabels } from './record.ts';

// Label Studio, as annotations/labelStudio.ts has it: choices are classes of the whole photo. What a person called wrong
// is kept in `meta`, which Label Studio carries along.

export function writeLabelStudioLabels(set: LabelSet): WrittenLabels {
  const boxNames = [...new Set(set.photos.flatMap(({ objects }) => objects.map(({ className }) => className)))];
  const classNames = allClasses(set).map(({ name }) => name);
  return {
    files: [
      { path: 'tasks.json', text: labelStudioText(set.photos.map(taskOf)) },
      { path: 'label_config.xml', text: labelStudioConfig(classNames, boxNames) },
    ],
    places: set.photos.map(({ file }, photo) => ({ photo, path: file })),
    losses: labelLosses(set, labelFormats.labelstudio),
  };
}

function taskOf({ file, width, height, labels, objects }: LabelledPhoto): LabelStudioTask {
  const human = labels.filter(({ state }) => state === 'human').map(({ className }) => className);
  const results = [
    ...(human.length > 0 ? [{ names: human }] : []),
    ...boxAnswer({ photo: { file, width, height }, objects }).results,
  ];
  const suggested = Map.groupBy(
    labels.filter(({ state }) => state === 'suggested'),
    ({ model }) => model,
  );
  const rejected = labels.filter(({ state }) => state === 'rejected');
  return {
    ...{ file, width, height },
    annotations: results.length > 0 ? [{ results }] : [],
    predictions: [...suggested].map(([model, said]) => predictionOf(model, said)),
    ...(rejected.length > 0 && {
      meta: {
        rejected: rejected.map(({ className, model }) => ({ class: className, ...(model !== undefined && { model }) })),
      },
    }),
  };
}

const predictionOf = (model: string | undefined, said: readonly WholeLabel[]): LabelStudioAnswer => ({
  ...(model !== undefined && { model }),
  results: said.map(({ className, confidence }) => ({
    names: [className],
    ...(confidence !== undefined && { score: confidence }),
  })),
});

/** Boxes are passed over, as they are not of the whole photo. @throws annotation/not-readable */
export function readLabelStudioLabels(text: string): ReadLabels {
  const losses = countLosses();
  const photos = readLabelStudio(text, losses.note).map((task): LabelledPhoto => {
    for (const { results } of [...task.annotations, ...task.predictions])
      for (const { percent } of results) if (percent) losses.note('a box');
    const human = namesIn(task.annotations).map((name): WholeLabel => ({ className: name.className, state: 'human' }));
    const labels = [...new Map(human.map((label) => [label.className, label])).values()];
    return {
      ...{ file: task.file, width: task.width, height: task.height, objects: [] },
      labels: [...labels, ...namesIn(task.predictions), ...rejectedIn(task)],
    };
  });
  return { classes: classesIn(photos), photos, losses: losses.sentences() };
}

const namesIn = (answers: readonly LabelStudioAnswer[]): WholeLabel[] =>
  answers.flatMap(({ model, results }) =>
    results.flatMap(({ names, percent, score }) =>
      percent
        ? []
        : names.map((className) => ({
            ...{ className, state: 'suggested' as const },
            ...(score !== undefined && { confidence: score }),
            ...(model !== undefined && { model }),
          })),
    ),
  );

const rejectedIn = ({ meta }: LabelStudioTask): WholeLabel[] =>
  listOf(meta?.['rejected'], 'what was rejected').map((value) => {
    const said = fieldsOf(value, 'what was rejected');
    const model = optionalText(said['model']);
    const className = textOf(said['class'], 'a rejected class');
    return { className, state: 'rejected', ...(model !== undefined && { model }) };
  });
