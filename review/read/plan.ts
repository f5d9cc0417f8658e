import { basename } from 'node:path';
import { UserError } from '../../constructs/core/errors';
import type { Json, JsonObject } from '../../facts/json';
import { asList, isObject } from '../../facts/json';
import type { Change, ChangeSet, OutputChange, PlanHealth } from '../model/change';
import { byText } from '../model/change';
import { TypeLookup } from '../predict/type-facts';
import { readJsonFile } from './json-file';
import { constantSecrets, sensitiveVariables } from './plan-configuration';
import { planChange } from './plan-change';
import { Secrets } from './scrub';
import type { SynthStack } from './synth';

/** The part of a plan that is read. Variables, prior state, planned values and the configuration's values are never copied. */
interface Plan {
  readonly stack: string;
  readonly json: JsonObject;
}

/** Reads plans that `terraform show -json` printed, each of one stack. */
export function readPlans(files: readonly string[], tree: ReadonlyMap<string, SynthStack> = new Map(), lookup: TypeLookup = new TypeLookup()): ChangeSet {
  const plans = files.map(readPlan);
  const names = plans.map(({ stack }) => stack);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new UserError(`[PlanTwice] '${twice}' is given twice: expected one plan for each stack; name the files after their stacks`);
  const sets = plans.map((plan) => changesOf(plan, tree.get(plan.stack), lookup));
  const changes = sets.flatMap((set) => set.changes).sort(byText(({ id }) => id));
  return {
    mode: 'plan',
    stacks: [...names].sort(),
    changes: changes.filter(({ action }) => action !== 'no-op'),
    drift: sets.flatMap((set) => set.drift).sort(byText(({ id }) => id)),
    renames: [],
    outputs: sets.flatMap((set) => set.outputs),
    settings: [],
    health: sets.map((set) => set.health).sort(byText(({ stack }) => stack)),
    waivers: names.flatMap((name) => tree.get(name)?.waivers ?? []),
    coverage: {
      resources: sets.reduce((sum, set) => sum + set.resources, 0),
      unknownTypes: [...new Set(changes.map(({ type }) => type).filter((type) => lookup.of(type) === undefined && lookup.of(type, 'data') === undefined))].sort(),
      limits: tree.size === 0 ? ['No synthesised tree was given: construct paths and waivers are not known.'] : [],
    },
  };
}

function readPlan(file: string): Plan {
  const json = readJsonFile(file, "what 'terraform show -json' prints for a plan");
  const stack = basename(file).replace(/\.json$/, '').replace(/\.(?:tf)?plan$/, '');
  if (!isObject(json)) throw new UserError(`[PlanMalformed] '${file}' is no plan: expected a JSON object; write it with 'terraform show -json PLAN'`);
  const version = json.format_version;
  if (typeof version !== 'string') throw new UserError(`[PlanWithoutVersion] '${file}' is no plan: expected 'format_version' in it; write it with 'terraform show -json PLAN'`);
  if (!/^1\.\d+$/.test(version)) throw new UserError(`[PlanVersionUnsupported] '${file}' has a format that isn't known: expected format_version 1.x; use a version of this tool for it`);
  if (!('planned_values' in json) && !('resource_changes' in json) && !('output_changes' in json)) {
    throw new UserError(`[PlanWithoutChanges] '${file}' is a state or something else, and no plan: expected 'planned_values' or 'resource_changes' in it; write it with 'terraform show -json PLAN', with the name of a plan file`);
  }
  for (const section of ['resource_changes', 'resource_drift', 'checks', 'deferred_changes']) {
    if (json[section] !== undefined && json[section] !== null && !Array.isArray(json[section])) throw new UserError(`[PlanSectionMalformed] '${file}' has a '${section}' that is no list: expected what Terraform writes; write the plan again`);
  }
  return { stack, json };
}

interface PlanChanges {
  readonly changes: Change[];
  readonly drift: Change[];
  readonly outputs: OutputChange[];
  readonly health: PlanHealth;
  readonly resources: number;
}

function changesOf({ stack, json }: Plan, synth: SynthStack | undefined, lookup: TypeLookup): PlanChanges {
  const secrets = new Secrets();
  const entries = { changes: objectsIn(json.resource_changes), drift: objectsIn(json.resource_drift) };
  for (const entry of [...entries.changes, ...entries.drift]) collectFrom(entry.change, secrets);
  for (const output of Object.values(isObject(json.output_changes) ? json.output_changes : {})) collectFrom(output, secrets);
  for (const name of sensitiveVariables(json.configuration)) {
    const variable = isObject(json.variables) ? json.variables[name] : undefined;
    if (isObject(variable)) secrets.collect(variable.value, true);
  }
  const literals = constantSecrets(json.configuration, lookup);
  const read = (entry: JsonObject): Change => planChange(stack, entry, { secrets, lookup, synth, literals });
  const changes = entries.changes.map(read);
  return {
    changes,
    drift: entries.drift.map(read).filter(({ action }) => action !== 'no-op'),
    outputs: outputsOf(stack, json.output_changes),
    health: healthOf(stack, json),
    resources: changes.filter(({ mode, action }) => mode === 'managed' && action !== 'delete' && action !== 'forget').length,
  };
}

function collectFrom(change: Json | undefined, secrets: Secrets): void {
  if (!isObject(change)) return;
  secrets.collect(change.before, change.before_sensitive);
  secrets.collect(change.after, change.after_sensitive);
  secrets.collect(change.before, change.after_sensitive);
}

function outputsOf(stack: string, section: Json | undefined): OutputChange[] {
  const actions: Readonly<Record<string, OutputChange['action']>> = { create: 'create', update: 'update', delete: 'delete' };
  return Object.entries(isObject(section) ? section : {}).flatMap(([name, change]) => {
    if (!isObject(change)) return [];
    const action = actions[asList(change.actions).map(String).join(',')];
    return action === undefined ? [] : [{ stack, name, action, sensitive: change.before_sensitive === true || change.after_sensitive === true }];
  });
}

function healthOf(stack: string, json: JsonObject): PlanHealth {
  const failed = objectsIn(json.checks).filter(({ status }) => status === 'fail' || status === 'error').map(({ address }) => (isObject(address) && typeof address.to_display === 'string' ? address.to_display : 'a check'));
  return { stack, errored: json.errored === true, complete: json.complete !== false, deferred: asList(json.deferred_changes).length, failedChecks: [...new Set(failed)].sort() };
}

function objectsIn(section: Json | undefined): JsonObject[] {
  return asList(section).filter(isObject);
}
