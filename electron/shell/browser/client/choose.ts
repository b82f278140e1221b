import { filesChosen, type Sent } from './dropped.ts';

/** What the browser's dialog offers; a folder is offered whole. */
const accepted = {
  files: 'image/*,.onnx,.heic,.heif,.dng,.cr2,.cr3,.nef,.arw,.raf,.orf,.rw2,.pef',
  list: '.csv,.tsv,.txt,text/csv,text/tab-separated-values',
  annotations: '.xml,.json,.txt,.csv,.yaml,.yml,.xmp',
} as const;

/** Opens the browser's own dialog; resolves with nothing when the user thought better of it. */
export function chooseFiles(what: 'folder' | keyof typeof accepted): Promise<Sent[]> {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = what !== 'list';
  if (what === 'folder') input.webkitdirectory = true;
  else input.accept = accepted[what];
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve(filesChosen(input.files ?? [])), { once: true });
    input.addEventListener('cancel', () => resolve([]), { once: true });
    input.click();
  });
}

/**
 * Asks for a path on the shell's machine. A browser shows no folders to write into, so that this one is typed.
 * `accept` throws what is wrong with a path, which is then shown beside it.
 */
export function askForPath<T>(question: string, accept: (path: string) => Promise<T>): Promise<T | null> {
  const { dialog, input, problem, form, cancel } = pathDialog(question);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    let answer: T | null = null;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      accept(input.value).then(
        (accepted) => {
          answer = accepted;
          dialog.close();
        },
        (thrown: unknown) => (problem.textContent = thrown instanceof Error ? thrown.message : String(thrown)),
      );
    });
    cancel.addEventListener('click', () => dialog.close());
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(answer);
    });
  });
}

function pathDialog(question: string) {
  const dialog = document.createElement('dialog');
  const form = element('form', '');
  const label = element('label', question);
  const input = document.createElement('input');
  input.required = true;
  input.autofocus = true;
  input.spellcheck = false;
  input.size = 50;
  const problem = element('p', '');
  problem.role = 'alert';
  const choose = element('button', 'Choose');
  const cancel = element('button', 'Cancel');
  cancel.type = 'button';
  label.append(input);
  form.append(label, problem, choose, cancel);
  dialog.append(form);
  return { dialog, form, input, problem, cancel };
}

function element<K extends keyof HTMLElementTagNameMap>(name: K, text: string): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
