import { fieldsOf, listOf, notReadable, numberOf, optionalFields, optionalText, parseJson, sideOf } from './reading.ts';
import { textOf, type Fields } from './reading.ts';
import { escapeXml } from './xml.ts';

// Label Studio's list of tasks: what people said stands in `annotations`, what networks said in `predictions`, both as
// results of the controls of a label configuration. Rectangles are in percent of the photo's sides.
//
// Source: Label Studio documentation, "Label Studio JSON format of annotated tasks" and "Import pre-annotated data"

/** One thing said of a photo, by a control of one of the two kinds that are read. */
export interface LabelStudioResult {
  readonly names: readonly string[];
  /** In percent; absent: it is said of the whole photo. */
  readonly percent?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly score?: number;
}

/** What one person or one network said. */
export interface LabelStudioAnswer {
  /** The network; absent for a person. */
  readonly model?: string;
  readonly results: readonly LabelStudioResult[];
}

export interface LabelStudioTask {
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly annotations: readonly LabelStudioAnswer[];
  readonly predictions: readonly LabelStudioAnswer[];
  /** Whatever else is to be kept with the task. */
  readonly meta?: Fields;
}

/** The way to a file below the folder that Label Studio was given. */
const localFile = '/data/local-files/?d=';

/** The text of a list of tasks. */
export function labelStudioText(tasks: readonly LabelStudioTask[]): string {
  const records = tasks.map(({ file, width, height, annotations, predictions, meta }, task) => {
    const written = ({ results, model }: LabelStudioAnswer, at: number): Fields => ({
      ...(model !== undefined && { model_version: model }),
      result: results.map((result, index) => writeResult(result, { width, height }, `${task}-${at}-${index}`)),
    });
    return {
      data: { image: `${localFile}${file.split('/').map(encodeURIComponent).join('/')}` },
      annotations: annotations.map(written),
      predictions: predictions.map((answer, at) => written(answer, annotations.length + at)),
      ...(meta && { meta }),
    };
  });
  return `${JSON.stringify(records, null, 1)}\n`;
}

function writeResult(
  { names, percent, score }: LabelStudioResult,
  size: { width: number; height: number },
  id: string,
): Fields {
  const said = { id, to_name: 'image', ...(score !== undefined && { score }) };
  if (!percent) return { ...said, from_name: 'class', type: 'choices', value: { choices: names } };
  return {
    ...{ ...said, from_name: 'box', type: 'rectanglelabels' },
    ...{ original_width: size.width, original_height: size.height, image_rotation: 0 },
    value: { ...percent, rotation: 0, rectanglelabels: names },
  };
}

/** The label configuration that a project needs before it takes the tasks. */
export function labelStudioConfig(classNames: readonly string[], boxNames: readonly string[]): string {
  const choices = classNames.map((name) => `    <Choice value="${escapeXml(name)}"/>`);
  const labels = boxNames.map((name) => `    <Label value="${escapeXml(name)}"/>`);
  const lines = [
    '<View>',
    '  <Image name="image" value="$image"/>',
    ...(choices.length === 0
      ? []
      : ['  <Choices name="class" toName="image" choice="multiple">', ...choices, '  </Choices>']),
    ...(labels.length === 0
      ? []
      : ['  <RectangleLabels name="box" toName="image">', ...labels, '  </RectangleLabels>']),
    '</View>',
  ];
  return `${lines.join('\n')}\n`;
}

/** Whether a JSON text is a list of tasks: of the lists that formats have, the only one whose records hold `data`. */
export const isLabelStudio = (text: string): boolean => /^\s*\uFEFF?\s*\[/.test(text) && /"data"\s*:\s*\{/.test(text);

/** @throws annotation/not-readable */
export function readLabelStudio(text: string, note: (what: string) => void): LabelStudioTask[] {
  return listOf(parseJson(text), 'the file').map((value) => {
    const task = fieldsOf(value, 'a task');
    const answers = {
      annotations: readAnswers(task['annotations'], note),
      predictions: readAnswers(task['predictions'], note),
    };
    const [sized] = [...listedResults(task['annotations']), ...listedResults(task['predictions'])].filter(
      (result) => sideOf(result['original_width']) > 0,
    );
    return {
      file: fileOf(fieldsOf(task['data'], 'the data of a task')),
      ...{ width: sideOf(sized?.['original_width']), height: sideOf(sized?.['original_height']) },
      ...answers,
      meta: optionalFields(task['meta']),
    };
  });
}

function readAnswers(value: unknown, note: (what: string) => void): LabelStudioAnswer[] {
  return listOf(value, 'what was said of a task').flatMap((one): LabelStudioAnswer[] => {
    const answer = fieldsOf(one, 'an annotation');
    if (answer['was_cancelled'] === true) {
      note('an annotation that was skipped');
      return [];
    }
    const model = optionalText(answer['model_version']);
    const results = listOf(answer['result'], 'a result').flatMap((result) =>
      readResult(fieldsOf(result, 'a result'), note),
    );
    return [{ ...(model !== undefined && model !== '' && { model }), results }];
  });
}

const listedResults = (answers: unknown): Fields[] =>
  listOf(answers, 'what was said of a task').flatMap((answer) =>
    listOf(optionalFields(answer)['result'], 'a result').map(optionalFields),
  );

function readResult(result: Fields, note: (what: string) => void): LabelStudioResult[] {
  const type = optionalText(result['type']) ?? '';
  const value = optionalFields(result['value']);
  const score = typeof result['score'] === 'number' ? { score: result['score'] } : {};
  const namesIn = (key: string): string[] => listOf(value[key], key).map((name) => textOf(name, 'a name'));
  if (type === 'choices') return [{ names: namesIn('choices'), ...score }];
  if (type !== 'rectanglelabels') {
    note(`a result of type "${type}"`);
    return [];
  }
  if (Number(value['rotation'] ?? 0) !== 0) note('the rotation of a box');
  const names = namesIn('rectanglelabels');
  const side = (key: string): number => numberOf(value[key], `${key} of "${names.join(', ')}"`);
  const percent = { x: side('x'), y: side('y'), width: side('width'), height: side('height') };
  return [{ names, percent, ...score }];
}

/** The photo of a task: of the address under which Label Studio shows it, what was its path. */
function fileOf(data: Fields): string {
  const image = optionalText(data['image']) ?? Object.values(data).find((value) => typeof value === 'string');
  if (typeof image !== 'string') return notReadable('a task names no photo.');
  const local = /[?&]d=([^&]*)/.exec(image)?.[1];
  if (local !== undefined) return decoded(local);
  const uploaded = /^\/?data\/upload\/(?:\d+\/)?(?:[0-9a-f]{8}-)?(.+)$/.exec(image)?.[1];
  if (uploaded !== undefined) return decoded(uploaded);
  const remote = /^[a-z][a-z0-9+.-]*:\/\/[^/]*\/([^?#]*)/i.exec(image)?.[1];
  return remote === undefined ? image.replaceAll('\\', '/') : decoded(remote);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign that stands for itself.
    return text;
  }
}
