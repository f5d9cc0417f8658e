import { readFileSync } from 'node:fs';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { ValidationError } from '../../constructs/core/errors';
import type { Source } from './locations';

/**
 * Reads a YAML or JSON file, of which every setting has a line.
 *
 * @param where the file as messages have it
 * @throws ValidationError `EnvironmentSyntax`, with all errors of the file
 */
export function readDataFile(file: string, name: string, where: string): Source {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines, prettyErrors: false });
  // The parser may say several things about one place; the first one is the clearest.
  const errors = document.errors.filter(({ pos }, index, all) => all.findIndex((other) => other.pos[0] === pos[0]) === index);
  if (errors.length > 0) {
    const problems = errors.map((error) => {
      const { line, col } = lines.linePos(error.pos[0]);
      return { code: 'EnvironmentSyntax', prop: `line ${line}, column ${col}`, rule: `can't be read: ${error.message.split('\n')[0]?.replace(/[.:]+$/, '')}`, expected: where.endsWith('.json') ? 'JSON' : 'YAML', fix: 'correct the line' };
    });
    throw new ValidationError(problems, where);
  }
  return {
    name,
    where,
    value: withoutSchema(document.toJS()),
    lineOf: (path) => {
      // A setting that is missing has the line of the nearest block around it.
      for (let length = path.length; length > 0; length--) {
        const node = document.getIn(path.slice(0, length), true);
        if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
      }
      return undefined;
    },
  };
}

/** What editors find the JSON schema by is no setting. */
function withoutSchema(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== '$schema'));
}
