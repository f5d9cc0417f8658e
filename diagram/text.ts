/** Longer names are cut; the id in the JSON is whole. */
const LONGEST = 60;

/** Control characters, and those that change the direction of text: a name with them could pass for another. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;

function visible(text: string): string {
  return text.replace(/\s+/g, ' ').replace(INVISIBLE, '\u{fffd}').trim();
}

/** A text of somebody else's, fit to be shown: one line, nothing invisible, not too long. */
export function shown(text: string): string {
  const clean = visible(text);
  const letters = [...clean];
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join('')}…` : clean;
}

/** A name or a label, for XML. */
export function xml(text: string): string {
  return xmlText(shown(text));
}

/** A text however long, for XML. */
export function xmlText(text: string): string {
  return visible(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

/** For the labels of Graphviz that are like XML: it takes a backslash in them for the start of one of its escapes. */
export function dotLabel(text: string): string {
  return xml(text).replaceAll('\\', '\\\\');
}

/** For a label of Mermaid in quotes: whatever could mean something to it, to Markdown or to HTML goes by number. */
export function mermaidText(text: string): string {
  return shown(text).replace(/[^\p{L}\p{N} _.,/()…·–~!:-]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|^-|^\p{N}+(?=[.)])|-{2,}|:\/\//gu, (match) => [...match].map((letter) => `#${letter.codePointAt(0)};`).join(''));
}

/** For a line of Markdown, however long. */
export function markdownText(text: string): string {
  return visible(text).replace(/[\\`*_{}[\]<>()#+!|~&@-]/g, (letter) => `&#${letter.codePointAt(0)};`);
}
