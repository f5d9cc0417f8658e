/** A piece of text; `code` is what comes from the input, shown as it is. */
export interface Cell {
  readonly text: string;
  /** @default - it is our own */
  readonly code?: true;
}

/** Text and code in one cell or line. */
export type Line = readonly Cell[];

/** A table of a review. */
export interface TableSection {
  readonly kind: 'table';
  readonly id: string;
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Line[])[];
}

/** Sentences, one a line. */
export interface ListSection {
  readonly kind: 'list';
  readonly id: string;
  readonly title: string;
  readonly lines: readonly Line[];
}

/** What can be opened: one item for each construct. */
export interface DetailsSection {
  readonly kind: 'details';
  readonly id: string;
  readonly title: string;
  readonly items: readonly { readonly summary: Line; readonly note: Line; readonly head: readonly string[]; readonly rows: readonly (readonly Line[])[] }[];
}

/** A part of a review as it is written, in whatever form. */
export type Section = TableSection | ListSection | DetailsSection;

/** A review in the order in which it is read; what is written of it is decided by the form. */
export interface ReviewDocument {
  readonly headline: string;
  readonly outcome: 'clean' | 'changes' | 'blocked';
  readonly intro: readonly Line[];
  readonly sections: readonly Section[];
}

/** Text that is our own. */
export function say(text: string): Cell {
  return { text };
}

/** Text from the input. */
export function code(text: string): Cell {
  return { text, code: true };
}
