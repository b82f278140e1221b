// The properties of XMP that hold keywords, each with its namespace, the prefix that people know it by and its kind.

/** A property by its namespace. */
export interface Property {
  readonly ns: string;
  readonly prefix: string;
  readonly local: string;
}

/** A list of texts, and how levels are parted in it; null: it has no levels. */
export interface KeywordList extends Property {
  readonly kind: 'Bag' | 'Seq';
  readonly separator: '|' | '/' | null;
}

export const rdfNs = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
export const xmlNs = 'http://www.w3.org/XML/1998/namespace';
const dcNs = 'http://purl.org/dc/elements/1.1/';
const xmpNs = 'http://ns.adobe.com/xap/1.0/';
export const mwgNs = 'http://www.metadataworkinggroup.com/schemas/keywords/';
export const foveaNs = 'https://fovea.app/ns/1.0/';

/** @see XMP specification part 1 (ISO 16684-1), 8.4, Dublin Core: subject is an unordered array of Text */
export const subject: KeywordList = { ns: dcNs, prefix: 'dc', local: 'subject', kind: 'Bag', separator: null };

/** A Bag and no Seq: darktable reads nothing else (darktable issue 4095). */
export const hierarchical: KeywordList = {
  ...{ ns: 'http://ns.adobe.com/lightroom/1.0/', prefix: 'lr', local: 'hierarchicalSubject' },
  ...{ kind: 'Bag', separator: '|' },
};

export const tagsList: KeywordList = {
  ...{ ns: 'http://www.digikam.org/ns/1.0/', prefix: 'digiKam', local: 'TagsList' },
  ...{ kind: 'Seq', separator: '/' },
};

export const lastKeyword: KeywordList = {
  ...{ ns: 'http://ns.microsoft.com/photo/1.0/', prefix: 'MicrosoftPhoto', local: 'LastKeywordXMP' },
  ...{ kind: 'Bag', separator: '/' },
};
/** The same as ExifTool writes it, whose namespace lacks the last sign. */
export const lastKeywordBare: KeywordList = { ...lastKeyword, ns: 'http://ns.microsoft.com/photo/1.0' };

/** @see Metadata Working Group, "Guidelines for handling image metadata", version 2.0, on hierarchical keywords */
export const mwgKeywords: Property = { ns: mwgNs, prefix: 'mwg-kw', local: 'Keywords' };

export const creator: Property = { ns: dcNs, prefix: 'dc', local: 'creator' };
export const rating: Property = { ns: xmpNs, prefix: 'xmp', local: 'Rating' };
export const colorLabel: Property = { ns: xmpNs, prefix: 'xmp', local: 'Label' };
/** Fovea's own: where labels come from. Nothing of this stands in dc:subject. */
export const foveaLabels: Property = { ns: foveaNs, prefix: 'fovea', local: 'Labels' };

/** Properties that writing keywords may change; every other one stays as it is. */
export const ours: readonly Property[] = [
  ...[subject, hierarchical, tagsList, lastKeyword, lastKeywordBare, mwgKeywords, rating, foveaLabels],
];
