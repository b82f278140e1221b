import {
  hingeLoss,
  oneVsRestHingeLoss,
  sigmoidLoss,
  softmaxLoss,
  tripletLoss,
  type Loss,
  type TargetForm,
} from '../../../compiler/index.ts';
import type { TrainingSettings } from '../../../contract/index.ts';

/** Input of a training step that holds the truth: class indices int64 [N], or a number per class float32 [N, C]. */
export const targetsInput = 'targets';

/** Whether two photos are mixed into one example, whose truth then lies between classes; hinges and triplets cannot. */
export const mixes = ({ loss, mixup, cutmix }: TrainingSettings): boolean =>
  (loss === 'softmax' || loss === 'sigmoid') && (mixup > 0 || cutmix > 0);

/** How the truth of a batch is fed. */
export function targetFormOf(settings: TrainingSettings, hasTargets: boolean): TargetForm {
  const takesNumbers = settings.loss === 'sigmoid' || settings.loss === 'svm' || settings.loss === 'softmax';
  if (hasTargets && !takesNumbers)
    throw new Error(`The loss ${settings.loss} knows one class per photo and no numbers.`);
  return hasTargets || settings.loss === 'sigmoid' || mixes(settings) ? 'probabilities' : 'classes';
}

/** What is minimised, by the name a person knows it under. Triplet reads embeddings [N, D], the others [N, C]. */
export function lossOf({ loss, labelSmoothing }: TrainingSettings, logits: string, form: TargetForm): Loss {
  switch (loss) {
    case 'softmax':
      return softmaxLoss({ logits, form, labelSmoothing });
    case 'svm':
      return oneVsRestHingeLoss({ scores: logits, squared: true, form });
    case 'hinge':
      return hingeLoss({ scores: logits });
    case 'squared-hinge':
      return hingeLoss({ scores: logits, squared: true });
    case 'sigmoid':
      return sigmoidLoss({ logits, form });
    case 'triplet':
      return tripletLoss({ embeddings: logits, labels: targetsInput });
  }
}
