import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../../../constructs/core/errors';
import type { Json, JsonObject } from '../../../facts/json';
import { asList, isObject } from '../../../facts/json';
import { predict } from '../../../review/predict/predict';
import { TypeLookup } from '../../../review/predict/type-facts';
import { readJsonFile } from '../../../review/read/json-file';
import { readStack } from '../../../review/read/synth';
import { run } from '../../../stacks/run';
import { terraform, withoutCloudSettings } from '../harness/terraform';
import { startStandIn } from '../standin/server';
import type { Edit } from './edits';
import { editsOf } from './edits';

const HELP = `Measures predictions of 'review synth' against real plans of the real providers.

  npm run test:integration -- --env dev --keep --steps validate,plan,apply     leaves a folder with states
  node --require ts-node/register test/integration/accuracy/measure.ts --from THAT_FOLDER [--rounds N] [--minutes N] [STACK...]

Each round edits one attribute of every resource of a stack, plans it without a refresh, and compares the actions. Edits that
a provider refuses are left out.
`;

interface Seen {
  readonly type: string;
  readonly address: string;
  readonly edit: string;
  readonly predicted: string;
  readonly real: string;
}

/** A plan that a provider refuses is tried again so often, without the edits that it names. */
const MOST_RETRIES = 12;

run(async () => {
  const { values, positionals } = parseArgs({ options: { from: { type: 'string' }, rounds: { type: 'string' }, minutes: { type: 'string' }, json: { type: 'string' }, help: { type: 'boolean' } }, allowPositionals: true });
  if (values.help || values.from === undefined) {
    process.stdout.write(HELP);
    return;
  }
  const from = resolve(values.from);
  const stacks = positionals.length > 0 ? positionals : readdirSync(from).filter((name) => existsSync(join(from, `${name}.tfstate`)) && existsSync(join(from, name, 'cdk.tf.json')));
  const standIn = await startStandIn();
  const seen: Seen[] = [];
  try {
    for (const stack of stacks) seen.push(...(await measureStack(from, stack, { rounds: Number(values.rounds ?? Infinity), until: Date.now() + Number(values.minutes ?? Infinity) * 60_000 }, { ...withoutCloudSettings(process.env), ...standIn.environment, TF_VAR_unresolved_placeholders: '[]' })));
  } finally {
    standIn.stop();
  }
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(seen, null, 1)}\n`);
  process.stdout.write(report(seen));
});

async function measureStack(from: string, stack: string, { rounds, until }: { readonly rounds: number; readonly until: number }, environment: NodeJS.ProcessEnv): Promise<Seen[]> {
  const lookup = new TypeLookup();
  const base = readJsonFile(join(from, stack, 'cdk.tf.json'), 'a synthesised stack');
  if (!isObject(base)) throw new UserError(`'${stack}' is no synthesised stack`);
  const folder = join(from, `accuracy-${stack}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const name of readdirSync(join(from, stack))) {
    if (name === '.terraform') symlinkSync(join(from, stack, name), join(folder, name), 'dir');
    else if (/_override\.tf\.json$|\.lock\.hcl$/.test(name)) copyFileSync(join(from, stack, name), join(folder, name));
  }
  const edits = new Map<string, readonly Edit[]>();
  for (const { address, type, name } of readStack(stack, base).resources.values()) {
    const facts = lookup.of(type);
    const body = bodyOf(base, type, name);
    // Half of them the other way round: what a parent takes along hides what an edit does by itself.
    if (!address.startsWith('data.') && facts !== undefined && body !== undefined) edits.set(address, edits.size % 2 === 0 ? editsOf(body, facts.block) : editsOf(body, facts.block).reverse());
  }
  const most = Math.min(rounds, Math.max(0, ...[...edits.values()].map((list) => list.length)));
  const seen: Seen[] = [];
  for (let round = 0; round < most && Date.now() < until; round += 1) {
    const chosen = new Map([...edits].flatMap(([address, list]) => { const edit = list[round]; return edit === undefined ? [] : [[address, edit] as const]; }));
    const real = await planned(folder, base, chosen, environment);
    if (real === undefined) continue;
    const head = edited(base, chosen);
    const predicted = new Map(predict(new Map([[stack, readStack(stack, base)]]), new Map([[stack, readStack(stack, head)]])).changes.map(({ address, action }) => [address, action]));
    for (const address of edits.keys()) {
      seen.push({ type: address.split('.')[0] ?? '', address: `${stack}/${address}`, edit: chosen.get(address)?.what ?? '-', predicted: predicted.get(address) ?? 'no-op', real: real.get(address) ?? 'no-op' });
    }
    process.stderr.write(`${stack} ${round + 1}/${most}: ${chosen.size} edits\n`);
  }
  return seen;
}

/** What Terraform plans; the edits that a provider refuses are taken out of `chosen`. */
async function planned(folder: string, base: JsonObject, chosen: Map<string, Edit>, environment: NodeJS.ProcessEnv): Promise<ReadonlyMap<string, string> | undefined> {
  for (let attempt = 0; attempt < MOST_RETRIES && chosen.size > 0; attempt += 1) {
    writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify(edited(base, chosen)));
    const { exitCode, output } = await terraform(folder, ['plan', '-refresh=false', '-lock=false', '-no-color', '-out=plan.bin'], environment, join(folder, 'log'));
    if (exitCode === 0) {
      const shown = await terraform(folder, ['show', '-json', 'plan.bin'], environment, join(folder, 'log'));
      const json: unknown = JSON.parse(shown.output.slice(shown.output.indexOf('{'))) as unknown;
      return new Map(asList(isObject(json) ? json.resource_changes : undefined).flatMap((change) => (isObject(change) && isObject(change.change) ? [[String(change.address), actionOf(asList(change.change.actions).map(String))] as const] : [])));
    }
    const blamed = [...output.matchAll(/with ((?:data\.)?[\w-]+\.[\w-]+),|on cdk\.tf\.json line \d+, in resource\.([\w-]+)\.([\w-]+)/g)].map(([, address, type, name]) => address ?? `${type}.${name}`).filter((address) => chosen.has(address));
    if (blamed.length === 0) return undefined;
    for (const address of blamed) chosen.delete(address);
  }
  return undefined;
}

function actionOf(actions: readonly string[]): string {
  return actions.length === 2 ? 'replace' : (actions[0] ?? 'no-op');
}

function bodyOf(stack: JsonObject, type: string, name: string): JsonObject | undefined {
  const types = isObject(stack.resource) ? stack.resource[type] : undefined;
  const body = isObject(types) ? types[name] : undefined;
  return isObject(body) ? body : undefined;
}

function edited(stack: JsonObject, chosen: ReadonlyMap<string, Edit>): JsonObject {
  const resource = JSON.parse(JSON.stringify(stack.resource ?? {})) as Record<string, Record<string, Json>>;
  for (const [address, { body }] of chosen) {
    const [type = '', name = ''] = address.split('.');
    const types = resource[type];
    if (types !== undefined) types[name] = body;
  }
  return { ...stack, resource };
}

/** Precision and recall of each action, and everything that was told wrongly. */
function report(seen: readonly Seen[]): string {
  const actions = ['replace', 'update', 'no-op', 'delete', 'create'];
  const rows = actions.map((action) => {
    const [said, is] = [seen.filter(({ predicted }) => predicted === action), seen.filter(({ real }) => real === action)];
    const right = said.filter(({ real }) => real === action).length;
    const share = (of: number): string => (of === 0 ? '–' : (right / of).toFixed(4));
    return `| ${action} | ${is.length} | ${said.length} | ${share(said.length)} | ${share(is.length)} |`;
  });
  const wrong = seen.filter(({ predicted, real }) => predicted !== real);
  const grouped = new Map<string, number>();
  for (const { type, edit, predicted, real } of wrong) {
    const key = `${type} ${edit}: predicted ${predicted}, is ${real}`;
    grouped.set(key, (grouped.get(key) ?? 0) + 1);
  }
  return ['| Action | Real | Predicted | Precision | Recall |', '| --- | --- | --- | --- | --- |', ...rows, '', `${seen.length} comparisons of ${new Set(seen.map(({ type }) => type)).size} types, ${wrong.length} wrong:`, ...[...grouped].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, count]) => `  ${count} × ${key}`), ''].join('\n');
}
