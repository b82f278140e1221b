import type {
  DeviceId,
  KnownModel,
  LabMethod,
  LabProgress,
  LabResult,
  LabSettingsOf,
  Stop,
} from '../../../contract/index.ts';
import type { Turn } from '../../runtime/index.ts';

/** Something to be made, on one device. */
export interface LabWork<M extends LabMethod> {
  readonly settings: LabSettingsOf<M>;
  readonly model: KnownModel;
  /** Networks that answer too. */
  readonly others: readonly KnownModel[];
  /** Paths, in the order of their roles. */
  readonly photos: readonly string[];
  readonly device: DeviceId;
  /** Where pictures are written. */
  readonly folder: string;
  readonly stop: Stop;
  readonly turn: Turn;
  progress(step: Partial<LabProgress> & Pick<LabProgress, 'done' | 'total'>): void;
}

/** What was made; what a method has nothing of is left out. */
export type LabMade<M extends LabMethod> = Partial<Omit<LabResult, 'settings' | 'elapsedMs' | 'fellBack'>> & {
  /** With everything that Fovea chose filled in. */
  readonly settings: LabSettingsOf<M>;
};

/** Makes what one method is for. @throws photo/*, model/*, lab/*, disk/full, engine/stopped */
export type LabMaker<M extends LabMethod> = (work: LabWork<M>) => Promise<LabMade<M>>;
