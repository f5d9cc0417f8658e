import type { Json } from '../../facts/json';
import { isObject } from '../../facts/json';
import type { OutputChange, SettingChange, Waiver } from '../model/change';
import { byText } from '../model/change';
import { canonical, same, withoutSecrets } from '../model/values';
import type { SynthStack } from '../read/synth';
import type { ReferenceIndex } from './references';

type Tree = ReadonlyMap<string, SynthStack>;

/** Outputs that differ; their values aren't shown. */
export function changedOutputs(base: Tree, head: Tree, before: ReferenceIndex, after: ReferenceIndex): OutputChange[] {
  const changes: OutputChange[] = [];
  for (const name of [...new Set([...base.keys(), ...head.keys()])].sort()) {
    const [old, next] = [base.get(name)?.outputs ?? new Map(), head.get(name)?.outputs ?? new Map()];
    for (const output of [...new Set([...old.keys(), ...next.keys()])].sort()) {
      const [was, is] = [old.get(output), next.get(output)];
      const sensitive = was?.sensitive === true || is?.sensitive === true;
      if (was === undefined) changes.push({ stack: name, name: output, action: 'create', sensitive });
      else if (is === undefined) changes.push({ stack: name, name: output, action: 'delete', sensitive });
      else if (!same(before.resolve(was.value, name), after.resolve(is.value, name))) changes.push({ stack: name, name: output, action: 'update', sensitive });
    }
  }
  return changes;
}

/** Backends, versions and settings of providers, modules and whole stacks that differ. */
export function changedSettings(base: Tree, head: Tree): SettingChange[] {
  const changes: SettingChange[] = [];
  for (const name of new Set([...base.keys(), ...head.keys()])) {
    const [old, next] = [base.get(name), head.get(name)];
    if (old === undefined || next === undefined) {
      changes.push({ stack: name, kind: 'stack', name, ...(old === undefined ? { after: 'added' } : { before: 'was there', after: 'removed' }) });
      continue;
    }
    if (!same(old.backend, next.backend)) changes.push({ stack: name, kind: 'backend', name: Object.keys(isObject(next.backend) ? next.backend : {}).join(', ') || 'none', before: shown(old.backend), after: shown(next.backend) });
    if (old.requiredVersion !== next.requiredVersion) changes.push({ stack: name, kind: 'terraform', name: 'required_version', before: old.requiredVersion, after: next.requiredVersion });
    changes.push(...entries(name, 'provider', old.requiredProviders, next.requiredProviders, versionOf));
    changes.push(...entries(name, 'provider-config', old.providers, next.providers, shown));
    changes.push(...entries(name, 'module', old.modules, next.modules, (value) => `${text(value, 'source')} ${text(value, 'version')}`.trim()));
  }
  return changes.sort(byText(({ stack, kind, name }) => `${stack} ${kind} ${name}`));
}

/** The waivers of the head, and whether they come in this change. */
export function changedWaivers(base: Tree, head: Tree): Waiver[] {
  const known = new Set([...base.values()].flatMap(({ waivers }) => waivers.map(waiverKey)));
  return [...head.values()].flatMap(({ waivers }) => waivers.map((waiver) => ({ ...waiver, added: !known.has(waiverKey(waiver)) }))).sort(byText(waiverKey));
}

/** What makes a waiver the same: a later expiry is a new one. */
function waiverKey({ stack, rule, constructPath, expires }: Waiver): string {
  return `${stack} ${rule} ${constructPath} ${expires}`;
}

function entries(stack: string, kind: SettingChange['kind'], old: ReadonlyMap<string, Json>, next: ReadonlyMap<string, Json>, show: (value: Json) => string): SettingChange[] {
  return [...new Set([...old.keys(), ...next.keys()])].flatMap((name) => {
    const [was, is] = [old.get(name), next.get(name)];
    if (same(was, is)) return [];
    return [{ stack, kind, name, ...(was === undefined ? {} : { before: show(was) }), ...(is === undefined ? {} : { after: show(is) }) }];
  });
}

function versionOf(value: Json): string {
  return typeof value === 'string' ? value : text(value, 'version');
}

function text(value: Json, name: string): string {
  const inner = isObject(value) ? value[name] : undefined;
  return typeof inner === 'string' ? inner : '';
}

function shown(value: Json): string {
  return canonical(withoutSecrets(value));
}
