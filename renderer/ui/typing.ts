/** The press belongs to the field it happened in: nothing else may react to it. */
export function isTyping(event: KeyboardEvent): boolean {
  const { target } = event;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'range', 'button'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** The press works the control that has the focus: typing, Enter or Space on a button, arrows on a slider. */
export function belongsToControl(event: KeyboardEvent): boolean {
  const { target, key } = event;
  if (isTyping(event)) return true;
  if (target instanceof HTMLInputElement) return key.startsWith('Arrow') || ['Home', 'End', ' '].includes(key);
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('dialog, [role="group"][data-panel]') !== null) return true;
  return target.closest('button, a, summary') !== null && (key === 'Enter' || key === ' ');
}
