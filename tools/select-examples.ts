import { UserError } from '../constructs/core/errors';
import { EXAMPLES } from '../examples';

/** The examples of the given names, each once; all where none is given. */
export function selectExamples(names: readonly string[]): readonly string[] {
  const known = Object.keys(EXAMPLES);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new UserError(`[ExampleUnknown] there is no such example: got ${unknown.map((name) => `"${name}"`).join(', ')}; expected some of ${known.join(', ')}`);
  return names.length > 0 ? [...new Set(names)] : known;
}
