// The small set of controls that every screen is made of. They know no engine and no state.
export { default as Button } from './Button.svelte';
export { default as Chip } from './Chip.svelte';
export { default as Dialog } from './Dialog.svelte';
export { default as Field } from './Field.svelte';
export { default as Notice } from './Notice.svelte';
export { default as Popover } from './Popover.svelte';
export { default as ProbabilityBar } from './ProbabilityBar.svelte';
export { default as Progress } from './Progress.svelte';
export { default as Segmented } from './Segmented.svelte';
export { default as Select } from './Select.svelte';
export { default as Slider } from './Slider.svelte';
export * from './words.ts';
