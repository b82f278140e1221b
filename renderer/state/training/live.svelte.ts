import type {
  EngineContract,
  EngineEvents,
  EpochRecord,
  JobId,
  OutputOf,
  TrainingSettings,
} from '../../../electron/contract/index.ts';
import type { z } from 'zod';

type Report = z.infer<EngineEvents['training.progress']>;

/** The loss of one step. */
export interface StepLoss {
  readonly step: number;
  readonly loss: number;
}

/** How a run goes: what its record says when it is opened, and every report since. */
export class LiveRun {
  epochs = $state.raw<readonly EpochRecord[]>([]);
  losses = $state.raw<readonly StepLoss[]>([]);
  settings = $state.raw<TrainingSettings | null>(null);
  job = $state<JobId | null>(null);
  /** The newest report; null before the first. */
  now = $state.raw<Report | null>(null);
  /** Stop and keep best was pressed. */
  finishing = $state(false);

  /** The restart that is under way, from 0. */
  readonly restart = $derived(this.epochs.at(-1)?.restart ?? 0);
  readonly shown = $derived(this.epochs.filter(({ restart }) => restart === this.restart));
  /** The best epoch so far: the newest that was the best when it ended. */
  readonly best = $derived(this.shown.findLast(({ best }) => best) ?? null);

  /** What the record says replaces what was heard: it is never behind. */
  read({ epochs, settings, job }: OutputOf<EngineContract['training.run']>): void {
    if (epochs.length >= this.epochs.length) this.epochs = epochs;
    this.settings = settings;
    this.job = job;
  }

  hear(report: Report): void {
    this.now = report;
    const fresh = report.epochs.filter((epoch) => !this.epochs.some((known) => sameEpoch(known, epoch)));
    if (fresh.length > 0) this.epochs = [...this.epochs, ...fresh];
    if (report.losses.length > 0) this.losses = [...this.losses, ...this.#placed(report)];
  }

  /** Losses at the steps they belong to: the newest ends at the step that the report counts. */
  #placed({ phase, done, losses }: Report): StepLoss[] {
    const known = this.losses.at(-1)?.step ?? 0;
    const from = phase === 'training' && done >= losses.length ? done - losses.length : known;
    return losses.map((loss, i) => ({ step: from + i + 1, loss }));
  }
}

const sameEpoch = (a: EpochRecord, b: EpochRecord): boolean => a.restart === b.restart && a.epoch === b.epoch;
