import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { environmentSchema } from '../environments/schema';

/** Where editors find the JSON schema of an environment. */
export const SCHEMA_FILE = join(__dirname, '../environments/environment.schema.json');

/** The JSON schema of an environment, for editors that complete YAML and JSON files by it. */
export function environmentJsonSchema(): string {
  const { $schema, properties, ...rest } = z.toJSONSchema(environmentSchema, { io: 'input' });
  // A JSON environment names its schema in a property, a YAML one in a comment.
  const all = { $schema: { type: 'string', description: 'The schema of the file, for editors.' }, ...properties };
  return `${JSON.stringify({ $schema, ...rest, properties: all }, null, 2)}\n`;
}

if (require.main === module) {
  writeFileSync(SCHEMA_FILE, environmentJsonSchema());
  console.log(`written: ${SCHEMA_FILE}`);
}
