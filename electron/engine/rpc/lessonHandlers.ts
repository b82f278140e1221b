import { fail, type EngineContract, type Handlers, type Lesson, type RunId, type Scope } from '../../contract/index.ts';
import type { Engine } from '../engine.ts';
import { lessonOf, lessons, prepareLessons, type Prepared } from '../training/lessons/index.ts';
import { makeUnseenPlan, runJob } from '../training/runs/index.ts';

type LessonMethod = 'training.lessons' | 'training.tryLesson' | 'training.prepareLessons';

/** Ready-made experiments, at the window and at the command line. */
export function lessonHandlers(engine: Engine) {
  const { announcements, models, places, runner, session, training } = engine;

  const prepared = (scope: Scope<{ done: number; total: number }>): Promise<Prepared> =>
    prepareLessons(
      places.dataDir,
      { runner, models },
      { stop: scope.stop, onProgress: (done, total) => scope.progress({ done, total }) },
    );

  return {
    'training.lessons': () => lessons,

    'training.tryLesson': async ({ lesson: id, variants }, scope) => {
      const lesson = lessonOf(id);
      const wanted = variants.map((name) => variantOf(lesson, name));
      const { queue } = await session();
      const { scenes, model } = await prepared(scope);
      const dataset = training.datasets.open({ kind: 'folders', paths: [scenes] });
      const base = (await models.find(model)).model;
      const runs: RunId[] = [];
      const startedMs = Date.now();
      for (const [index, { name, settings }] of wanted.entries()) {
        const called = `${lesson.title}: ${name}`;
        // Runs are named after their second, and listed by name: a second apart, they stand in their order.
        const now = new Date(startedMs + 1000 * index);
        const plan = makeUnseenPlan(
          { name: called, dataset, base, settings, device: training.device() },
          base.card.classNames,
          now,
        );
        await training.runs.create(plan);
        queue.add(runJob(plan));
        runs.push(plan.id);
      }
      announcements.announce('training.changed', {});
      return { dataset, runs };
    },

    'training.prepareLessons': (_, scope) => prepared(scope),
  } satisfies Pick<Handlers<EngineContract>, LessonMethod>;
}

const variantOf = ({ id, variants }: Lesson, name: string): Lesson['variants'][number] =>
  variants.find((variant) => variant.name === name) ?? fail('training/lesson-unknown', { lesson: `${id}, ${name}` });
