import { resolve } from 'node:path';
import { connect, engine as engineContract } from '../../contract/index.ts';
import type { EngineProcess } from '../start/index.ts';

/** Opens what the user named on the command line: photos and folders into the library, .onnx files onto the shelf. */
export async function openPaths(engine: EngineProcess, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return;
  const granted = await engine.shell.ask('grants.add', { paths: paths.map((path) => resolve(path)) });
  const port = engine.openWindow();
  const window = connect(engineContract, port);
  for (const { id } of granted.filter(({ kind }) => kind === 'model')) await window.ask('models.add', { grant: id });
  const grants = granted.filter(({ kind }) => kind === 'photos').map(({ id }) => id);
  if (grants.length > 0) await window.ask('library.import', { grants });
  port.close();
}
