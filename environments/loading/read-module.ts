import { createRequire } from 'node:module';
import { fail, ValidationError } from '../../constructs/core/errors';
import type { Source } from './locations';

const load = createRequire(__filename);

/**
 * Reads what a TypeScript file exports by default.
 *
 * @param where the file as messages have it
 * @throws ValidationError `EnvironmentModuleBroken`, `EnvironmentExportMissing`
 */
export function readModule(file: string, name: string, where: string): Source {
  const exported = loadModule(file, where);
  if (typeof exported !== 'object' || exported === null || !('default' in exported)) {
    fail(where, { code: 'EnvironmentExportMissing', prop: 'export default', rule: 'is missing', expected: 'one environment per file', fix: 'write `export default { ... } satisfies Environment`' });
  }
  return { name, where, value: exported.default };
}

function loadModule(file: string, where: string): unknown {
  try {
    return load(file);
  } catch (error) {
    if (error instanceof ValidationError) throw error;
    const message = (error instanceof Error ? error.message : String(error)).split('\n').find((line) => line.trim() !== '') ?? '';
    return fail(where, { code: 'EnvironmentModuleBroken', prop: 'file', rule: `can't be loaded: ${message.trim()}`, expected: 'TypeScript that compiles', fix: 'run `npm run typecheck`' });
  }
}
