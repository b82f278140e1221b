import '../../../renderer/engine/strictParsing.ts';
import { mount } from 'svelte';
import '../../../renderer/styles/tokens.css';
import '../../../renderer/styles/base.css';
import App from '../../../renderer/App.svelte';
import { FakeEngine } from '../../support/fakeEngine.ts';
import { livedIn, someShelf } from '../../support/fakeLibrary.ts';
import { aModel, fakeShell, somePhotos } from '../../support/fakeShell.ts';
import { aCollection, FakePhotographers } from '../../support/fakePhotographers.ts';
import { FakeTraining } from '../../support/fakeTraining.ts';
import { learn, someLearning } from './learning.ts';
import { scene } from './scene.ts';

// ?photos=20000 how many · ?shell=browser · ?model=none · ?jobs=1 with a running and an ended job · ?training=1 with a
// set, runs, and one that is going · ?photographers=1 with a collection · ?lived=1 with a shelf, stars and flags
// ?map=1 with a map

const asked = new URLSearchParams(location.search);

const photos = somePhotos(Number(asked.get('photos') ?? 20_000));
const fake = new FakeEngine({
  photos: asked.has('lived') ? livedIn(photos) : photos,
  shelf: asked.has('lived') ? someShelf : [],
  models: asked.get('model') === 'none' ? [] : [aModel],
  jobs: asked.has('jobs') ? someJobs() : [],
  training: asked.has('training') ? someLearning() : new FakeTraining(),
  photographers: new FakePhotographers(asked.has('photographers') ? [aCollection] : []),
});
if (asked.has('training')) learn(fake);
if (asked.has('map')) fake.find.map = { model: 'a'.repeat(64), points: photos.length, missing: 12, job: null };
const kind = asked.get('shell') === 'browser' ? 'browser' : 'desktop';
const shell = fakeShell(fake, kind, (photo, picture) => scene(photo, picture === 'network'));

const target = document.getElementById('app');
if (target) mount(App, { target, props: { shell } });

function someJobs() {
  const job = { unit: 'photos', failed: 0, problem: null, perSecond: null, secondsLeft: null } as const;
  return [
    {
      ...job,
      id: 1,
      kind: 'library.import',
      title: 'Import Lofoten',
      state: 'done',
      done: 812,
      total: 812,
      message: '812 photos added.',
    },
    {
      ...job,
      id: 2,
      kind: 'classification.run',
      title: 'Classify with SqueezeNet 1.1',
      state: 'running',
      done: 7310,
      total: 20_000,
      perSecond: 38.4,
      secondsLeft: 330,
      failed: 3,
      message: '',
    },
  ] as const;
}
