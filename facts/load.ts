import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import type { Facts, ProviderFacts } from './model';

const FACTS_FILE = /^([a-z]+)-[0-9a-z.]+\.json$/;

/** Read provider facts from a folder, each provider's file when it is first asked for. */
export function loadFacts(folder: string = __dirname): Facts {
  const files = new Map<string, string>();
  for (const file of readdirSync(folder)) {
    const name = FACTS_FILE.exec(file)?.[1];
    if (name !== undefined) files.set(name, join(folder, file));
  }
  const loaded = new Map<string, ProviderFacts>();
  return {
    providerNames: [...files.keys()].sort(),
    provider(name) {
      const file = files.get(name);
      if (file === undefined) return undefined;
      let facts = loaded.get(name);
      if (facts === undefined) {
        facts = JSON.parse(readFileSync(file, 'utf8')) as ProviderFacts;
        loaded.set(name, facts);
      }
      return facts;
    },
  };
}

let shared: Facts | undefined;

/** The facts kept in this repository, read once per process. */
export function defaultFacts(): Facts {
  shared ??= loadFacts();
  return shared;
}
