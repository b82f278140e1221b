// The small set of controls that every screen is made of. They know no engine and no state.
export { default as Button } from './Button.svelte';
export { default as Chip } from './Chip.svelte';
export { default as Choice } from './Choice.svelte';
export { default as Dialog } from './Dialog.svelte';
export { default as Facts } from './Facts.svelte';
export { default as Field } from './Field.svelte';
export { default as FieldGroup } from './FieldGroup.svelte';
export { default as Notice } from './Notice.svelte';
export { default as NumberField } from './NumberField.svelte';
export { default as Popover } from './Popover.svelte';
export { default as ProbabilityBar } from './ProbabilityBar.svelte';
export { default as Progress } from './Progress.svelte';
export { default as Segmented } from './Segmented.svelte';
export { default as Select } from './Select.svelte';
export { default as Slider } from './Slider.svelte';
export { default as TextArea } from './TextArea.svelte';
export * from './typing.ts';
export * from './words.ts';
