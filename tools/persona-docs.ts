import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { personaMatrix } from '../stacks/persona-matrix';

/** The page that says who may do what. */
export const PERSONAS_FILE = join(__dirname, '../docs/personas.md');

if (require.main === module) {
  mkdirSync(dirname(PERSONAS_FILE), { recursive: true });
  writeFileSync(PERSONAS_FILE, personaMatrix());
  console.log(`written: ${PERSONAS_FILE}`);
}
