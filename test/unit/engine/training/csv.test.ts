import { expect, test } from 'vitest';
import { photosOf, textOf } from '../../../../electron/engine/training/datasets/csv.ts';
import { CsvProblem, csvRows } from '../../../../electron/runner/vision/index.ts';

const read = (text: string) => photosOf(csvRows(text));

test('quotes, doubled quotes, line ends inside quotes and every kind of line end are read as RFC 4180 says', () => {
  const text = '\uFEFFpath,label\r\n"a, ""b"".jpg",x\n\n"two\r\nlines.jpg","y"\rc.jpg,z';
  expect(csvRows(text)).toEqual([
    { line: 1, cells: ['path', 'label'] },
    { line: 2, cells: ['a, "b".jpg', 'x'] },
    { line: 4, cells: ['two\r\nlines.jpg', 'y'] },
    { line: 6, cells: ['c.jpg', 'z'] },
  ]);
});

test.each([',', ';', '\t'])('the delimiter %j is recognised by the header', (delimiter) => {
  const text = ['path', 'label', 'split'].join(delimiter) + '\n' + ['a;b,c.jpg', 'x', 'val'].join(delimiter);
  const quoted = text.replace('a;b,c.jpg', '"a;b,c.jpg"');
  expect(read(quoted)).toEqual([{ path: 'a;b,c.jpg', classNames: ['x'], split: 'val' }]);
});

test('columns are found by name in any order, and | parts the classes of a cell', () => {
  expect(read('Split,LABEL,note,File\ntest, rose | garden |,-,a.jpg\n,,,b.jpg\n')).toEqual([
    { path: 'a.jpg', classNames: ['rose', 'garden'], split: 'test' },
    { path: 'b.jpg', classNames: [], split: null },
  ]);
});

test.each([
  ['', 1, 'the file is empty.'],
  ['file,kind\na,b', 1, 'the header has no column "label".'],
  ['path,label\na.jpg,x\n\nb.jpg', 4, 'the label is missing.'],
  ['path,label\n,x', 2, 'the path is missing.'],
  ['path,label,split\na.jpg,x,later', 2, '"later" is not train, val or test.'],
  ['path,label\n"a\nb.jpg,x', 2, 'a quote is opened and never closed.'],
  ['path,label\n"a\nb"c,x', 3, 'after the closing quote comes "c".'],
])('the mistake in %j is told with its line', (text, line, reason) => {
  const act = (): unknown => read(text);
  expect(act).toThrow(CsvProblem);
  try {
    act();
  } catch (thrown) {
    expect({ line: (thrown as CsvProblem).line, reason: (thrown as CsvProblem).message }).toEqual({ line, reason });
  }
});

test('text is read in the encodings that spreadsheets save', () => {
  const text = 'path,label\nKöln.jpg,Grün';
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
  for (const bytes of [Buffer.from(text), utf16, Buffer.from(text, 'latin1')]) expect(textOf(bytes)).toBe(text);
  expect(textOf(Buffer.from(utf16).swap16())).toBe(text);
});
