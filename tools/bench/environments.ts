import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadEnvironments } from '../../environments';

/** Writes environments like those of the repository, in turn, each with a name and an address space of its own. */
export function writeEnvironments(directory: string, count: number): string[] {
  mkdirSync(directory, { recursive: true });
  const models = loadEnvironments({ variables: {} });
  return Array.from({ length: count }, (_, index) => {
    const model = models[index % models.length];
    const name = `e${String(index + 1).padStart(3, '0')}`;
    // One /20 each, from 10.1.0.0 on: what comes before is the hub.
    const block = 16 + index;
    const addressSpace = [`10.${Math.floor(block / 16)}.${(block % 16) * 16}.0/20`];
    const environment = { ...model, name, network: { ...model?.network, addressSpace }, compute: { ...model?.compute, instances: model?.compute.instances.map((instance) => ({ ...instance, name: `ci-mlops-${name}` })) } };
    writeFileSync(join(directory, `${name}.json`), JSON.stringify(environment));
    return name;
  });
}
