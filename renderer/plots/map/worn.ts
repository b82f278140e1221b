/**
 * Lets something be drawn in the colors of the theme, by the names of their tokens. A custom property is not resolved for
 * the theme, a color is: it is read back from the element, which wears one after the other.
 */
export function wearing(element: HTMLElement, draw: (colorOf: (name: string) => string) => void): void {
  const style = getComputedStyle(element);
  const colors = new Map<string, string>();
  draw((name) => {
    const known = colors.get(name);
    if (known !== undefined) return known;
    element.style.color = `var(${name})`;
    colors.set(name, style.color);
    return style.color;
  });
  element.style.color = '';
}
