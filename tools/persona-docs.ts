import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadEnvironments } from '../environments';
import { personaMatrix } from '../stacks/persona-matrix';

/** The page that says who may do what. */
export const PERSONAS_FILE = join(__dirname, '../docs/personas.md');

/** The page for the environments of the repository. */
export function personasPage(): string {
  return personaMatrix(loadEnvironments({ variables: {} }));
}

if (require.main === module) {
  mkdirSync(dirname(PERSONAS_FILE), { recursive: true });
  writeFileSync(PERSONAS_FILE, personasPage());
  console.log(`written: ${PERSONAS_FILE}`);
}
