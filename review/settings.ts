import { createRequire } from 'node:module';
import { extname, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { UserError } from '../constructs/core/errors';
import { readText } from './read/json-file';

/** What a team sets for a gate: its own level for all of its findings, or none of them. */
const levelSchema = z.enum(['off', 'warn', 'block']);

const levelsSchema = z.record(z.string().regex(/^[A-Z]+\d{3}$/, 'is no id of a gate'), levelSchema);

/** What can be set, in a file of YAML, JSON or TypeScript. */
export const settingsSchema = z.strictObject({
  /** Levels everywhere. A gate that isn't named has the levels of its own findings. */
  rules: levelsSchema.default({}),
  /** Levels in the stacks whose names start with the environment and a dash; they win. */
  environments: z.record(z.string(), z.strictObject({ rules: levelsSchema.default({}) })).default({}),
  /** So many resources that one replacement takes along are worth a warning. */
  replaceBlast: z.number().int().min(1).default(10),
  /** A new cluster that can have more nodes is worth a warning. */
  nodes: z.number().int().min(0).default(10),
  /** Whether a waiver counts in the change that brings it, or has to be merged first. */
  newWaivers: z.enum(['show', 'block']).default('show'),
});

/** Settings of a review. */
export type ReviewSettings = z.output<typeof settingsSchema>;

/** Settings as a team writes them, for a file of TypeScript: `export default { … } satisfies ReviewSettingsInput`. */
export type ReviewSettingsInput = z.input<typeof settingsSchema>;

/** What holds without a file. */
export const DEFAULT_SETTINGS: ReviewSettings = settingsSchema.parse({});

/** Reads a settings file. */
export function readSettings(file: string): ReviewSettings {
  const parsed = settingsSchema.safeParse(contentOf(file));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `  - '${path.join('.')}': ${message}`).join('\n');
  throw new UserError(`[ReviewSettingsInvalid] '${file}' is not what a review can be set to: expected rules, environments, replaceBlast, nodes and newWaivers; mend:\n${problems}`);
}

function contentOf(file: string): unknown {
  if (extname(file) === '.ts') return defaultExportOf(file);
  const text = readText(file, 'settings of the review');
  try {
    return parse(text) as unknown;
  } catch (error) {
    throw new UserError(`[ReviewSettingsUnreadable] '${file}' is neither YAML nor JSON: expected settings of the review; ${error instanceof Error ? error.message.split('\n')[0] : 'mend it'}`);
  }
}

/** What a module exports by default. */
export function defaultExportOf(file: string): unknown {
  readText(file, 'a module');
  const module: unknown = createRequire(__filename)(resolve(file));
  return typeof module === 'object' && module !== null && 'default' in module ? module.default : module;
}
