import { UserError } from '../../constructs/core/errors';
import type { Json, JsonObject } from '../../facts/json';
import { asList, isObject } from '../../facts/json';
import { readJsonFile } from './json-file';

/** Something that a scanner found. */
export interface ScanItem {
  readonly rule: string;
  readonly address: string;
  readonly message: string;
}

/** What one scanner found that the base didn't have. */
export interface ScanDifference {
  readonly tool: string;
  readonly added: readonly ScanItem[];
  /** How many the base had as well. */
  readonly old: number;
  /** Why the scan proves nothing. @default - it does */
  readonly failure?: string;
}

interface Scan {
  readonly tool: string;
  readonly items: readonly ScanItem[];
  readonly failure?: string;
}

/** Reads what scanners wrote, SARIF or checkov's JSON, and takes off what the base has. */
export function readScans(files: readonly string[], baseFiles: readonly string[]): ScanDifference[] {
  const base = new Map<string, Set<string>>();
  for (const { tool, items } of baseFiles.flatMap(readScan)) base.set(tool, new Set([...(base.get(tool) ?? []), ...items.map(keyOf)]));
  return files.flatMap(readScan).map(({ tool, items, failure }) => {
    const known = base.get(tool);
    const added = items.filter((item) => known?.has(keyOf(item)) !== true);
    return { tool, added, old: items.length - added.length, ...(failure === undefined ? {} : { failure }) };
  });
}

function readScan(file: string): Scan[] {
  const json = readJsonFile(file, 'SARIF, or what checkov prints as JSON');
  if (isObject(json) && Array.isArray(json.runs)) return json.runs.filter(isObject).length === 0 ? [{ tool: 'a scanner', items: [], failure: 'its report has no runs' }] : json.runs.filter(isObject).map(sarifRun);
  const parts = asList(isObject(json) || Array.isArray(json) ? json : undefined).filter(isObject);
  if (parts.length > 0 && parts.every((part) => 'results' in part || 'passed' in part || 'summary' in part)) return parts.map(checkov);
  throw new UserError(`[ScanUnreadable] '${file}' is no report that is known: expected SARIF 2.1.0, or JSON of checkov; let the scanner write one of them`);
}

function sarifRun(run: JsonObject): Scan {
  const driver = isObject(run.tool) && isObject(run.tool.driver) ? run.tool.driver : {};
  const tool = typeof driver.name === 'string' ? driver.name : 'a scanner';
  const failed = asList(run.invocations).some((invocation) => isObject(invocation) && (invocation.executionSuccessful === false || asList(invocation.toolExecutionNotifications).some((note) => isObject(note) && note.level === 'error')));
  const looked = asList(run.results).length > 0 || asList(run.artifacts).length > 0;
  const items = asList(run.results).filter(isObject).filter(({ kind, suppressions }) => (kind === undefined || kind === 'fail') && asList(suppressions).length === 0).map(sarifItem);
  return { tool, items, ...(failed ? { failure: 'it reports that it failed' } : looked ? {} : { failure: 'it looked at nothing' }) };
}

function sarifItem(result: JsonObject): ScanItem {
  const location = asList(result.locations).find(isObject);
  const logical = asList(location?.logicalLocations).find(isObject)?.fullyQualifiedName;
  const physical = isObject(location?.physicalLocation) && isObject(location.physicalLocation.artifactLocation) ? location.physicalLocation.artifactLocation.uri : undefined;
  return { rule: text(result.ruleId) ?? '?', address: text(logical) ?? text(physical) ?? '?', message: (isObject(result.message) ? text(result.message.text) : undefined) ?? '' };
}

function checkov(part: JsonObject): Scan {
  const summary = isObject(part.summary) ? part.summary : part;
  const number = (name: string): number => (typeof summary[name] === 'number' ? summary[name] : 0);
  const failed = isObject(part.results) ? asList(part.results.failed_checks).filter(isObject) : [];
  const items = failed.map((check) => ({ rule: text(check.check_id) ?? '?', address: text(check.resource) ?? '?', message: text(check.check_name) ?? '' }));
  // checkov ends with 0 when it can't parse a file, and when no check fits what is in it.
  const failure = number('parsing_errors') > 0 ? 'it could not read its input' : number('passed') + number('failed') + number('skipped') === 0 ? 'it looked at nothing' : undefined;
  return { tool: 'checkov', items, ...(failure === undefined ? {} : { failure }) };
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function keyOf({ rule, address }: ScanItem): string {
  return `${rule}\n${address}`;
}
