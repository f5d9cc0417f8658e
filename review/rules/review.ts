import { createHash } from 'node:crypto';
import { costsOf } from '../analyse/costs';
import { exposureOf } from '../analyse/exposure';
import { grantsOf } from '../analyse/grants';
import type { ChangeSet, Waiver } from '../model/change';
import { byText } from '../model/change';
import type { Finding, Level, Review, RuleFinding, WaiverState } from '../model/finding';
import type { ScanDifference } from '../read/scan';
import type { ReviewSettings } from '../settings';
import { DEFAULT_SETTINGS } from '../settings';
import { ALL_RULES } from './all-rules';
import type { Rule, RuleContext } from './rule';

/** What a review is made with, beyond the changes. */
export interface ReviewOptions {
  /** The day that expiries are compared with, as `YYYY-MM-DD`. */
  readonly asOf: string;
  /** @default - the defaults of every gate */
  readonly settings?: ReviewSettings;
  /** Rules of the team's own, after those of the product. @default - none */
  readonly ownRules?: readonly Rule[];
  /** What scanners found. @default - none ran */
  readonly scans?: readonly ScanDifference[];
}

/** Judges changes: what the gates find, what is waived, and whether it may pass. */
export function makeReview(set: ChangeSet, { asOf, settings = DEFAULT_SETTINGS, ownRules = [], scans = [] }: ReviewOptions): Review {
  const changes = set.changes.filter(({ mode, action }) => mode === 'managed' && action !== 'no-op');
  const [grants, exposure, costs] = [grantsOf(changes), exposureOf(changes), costsOf(changes)];
  const byId = new Map(changes.map((change) => [change.id, change]));
  const context: RuleContext = { set, changes, byId, grants, exposure, costs, scans, limits: { replaceBlast: settings.replaceBlast, nodes: settings.nodes } };
  const used = new Set<Waiver>();
  const findings = [...ALL_RULES, ...ownRules].flatMap((rule) =>
    unique(rule, rule.check(context)).flatMap(({ finding, fingerprint }): Finding[] => {
      const level = levelOf(rule, finding, settings);
      if (level === 'off') return [];
      const waiver = set.waivers.find((candidate) => covers(candidate, rule, finding, asOf) && !(candidate.added === true && settings.newWaivers === 'block'));
      if (waiver !== undefined) used.add(waiver);
      return [reported(rule, finding, level, fingerprint, waiver)];
    }),
  );
  const sorted = findings.sort(byText(({ level, rule, stack, address, attribute }) => `${level} ${rule} ${stack} ${address ?? ''} ${attribute ?? ''}`));
  const open = sorted.filter(({ waiver }) => waiver === undefined);
  const blocking = open.filter(({ level }) => level === 'block').length;
  const changed = set.changes.some(({ mode, action }) => mode === 'managed' && action !== 'no-op') || set.outputs.length > 0 || set.settings.length > 0;
  return {
    ...set, findings: sorted, grants, exposure, costs,
    waiverStates: set.waivers.map((waiver): WaiverState => ({ ...waiver, state: waiver.expires < asOf ? 'expired' : used.has(waiver) ? 'used' : 'unused' })),
    verdict: { outcome: blocking > 0 ? 'blocked' : changed ? 'changes' : 'clean', blocking, warnings: open.length - blocking, waived: sorted.length - open.length },
  };
}

/** The environment of a stack: the longest that its name starts with. */
function environmentOf(stack: string, settings: ReviewSettings): string | undefined {
  return Object.keys(settings.environments).filter((name) => stack === name || stack.startsWith(`${name}-`)).sort((a, b) => b.length - a.length)[0];
}

function levelOf({ id }: Rule, { stack, level }: RuleFinding, settings: ReviewSettings): Level | 'off' {
  const environment = environmentOf(stack, settings);
  return (environment === undefined ? undefined : settings.environments[environment]?.rules[id]) ?? settings.rules[id] ?? level;
}

/** Whether a waiver is for a finding: the gate, the construct or one that it is in, and the day. */
function covers(waiver: Waiver, rule: Rule, { stack, change }: RuleFinding, asOf: string): boolean {
  if (waiver.rule !== rule.id || waiver.stack !== stack || waiver.expires < asOf) return false;
  const path = change?.constructPath;
  return waiver.constructPath === stack || (path !== undefined && (path === waiver.constructPath || path.startsWith(`${waiver.constructPath}/`)));
}

/** Fingerprints are the same in every run, and of one finding each. */
function unique(rule: Rule, findings: readonly RuleFinding[]): { readonly finding: RuleFinding; readonly fingerprint: string }[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const { stack, change, attribute } = finding;
    const key = [rule.id, stack, change?.constructPath ?? change?.address ?? '', change?.address ?? '', attribute ?? ''].join('\n');
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    return { finding, fingerprint: createHash('sha256').update(count === 0 ? key : `${key}\n${count}`).digest('hex').slice(0, 32) };
  });
}

function reported({ id, name }: Rule, { stack, change, attribute, message, remedy }: RuleFinding, level: Level, fingerprint: string, waiver: Waiver | undefined): Finding {
  return {
    rule: id, ruleName: name, level, stack,
    ...(change === undefined ? {} : { address: change.address }),
    ...(change?.constructPath === undefined ? {} : { constructPath: change.constructPath }),
    ...(change?.source === undefined ? {} : { source: change.source }),
    ...(attribute === undefined ? {} : { attribute }),
    message, remedy, fingerprint,
    ...(waiver === undefined ? {} : { waiver }),
  };
}
