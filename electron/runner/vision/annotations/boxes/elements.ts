import type { XmlElement } from '../xml.ts';

export const childrenOf = ({ children }: XmlElement, name: string): XmlElement[] =>
  children.filter((child) => child.name === name);

export const childOf = ({ children }: XmlElement, name: string): XmlElement | undefined =>
  children.find((child) => child.name === name);

export const childText = (element: XmlElement, name: string): string | undefined => childOf(element, name)?.text.trim();

/** Pixels of one side; 0 where nothing is said. */
export const sideIn = (text: string | undefined): number => Math.max(0, Number(text) || 0);

export const isYes = (text: string | undefined): boolean => text === '1' || text?.toLowerCase() === 'true';
