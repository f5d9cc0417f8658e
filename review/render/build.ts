import { chains } from '../analyse/chains';
import { shownName } from '../analyse/body';
import { isStateful } from '../analyse/stateful';
import type { Action, Change } from '../model/change';
import { ACTIONS, isLoss } from '../model/change';
import type { Finding, Review } from '../model/finding';
import { detailsSection, sameEverywhere } from './build-details';
import type { Line, ReviewDocument, Section, TableSection } from './document';
import { code, say } from './document';
import { count, shorten, visible } from './text';

/** Words for actions, with a sign that isn't a colour. */
export const ACTION_WORDS: Readonly<Record<Action, string>> = {
  delete: '- destroy', replace: '± replace', unknown: '? unknown', update: '~ update', create: '+ create', forget: '! forget', move: '→ move', import: '← import', read: 'read', 'no-op': 'no change',
};

/** What a review is called, and where the two sides come from. */
export interface DocumentOptions {
  /** @default 'Review' */
  readonly title?: string;
  /** Both sides in words, for example commits. @default - they aren't named */
  readonly sides?: string;
}

/** Puts a review into the order in which it is read. */
export function buildDocument(review: Review, { title = 'Review', sides }: DocumentOptions = {}): ReviewDocument {
  const { verdict } = review;
  const changes = review.changes.filter(({ mode, action }) => mode === 'managed' && action !== 'no-op');
  const outcome = { blocked: 'BLOCKED', changes: 'changes, nothing blocks', clean: 'no changes' }[verdict.outcome];
  const noise = sameEverywhere(changes);
  const sections: Section[] = [
    counts(review, changes), mustLook(review), lost(changes, review.mode === 'synth'), renames(review), grants(review), exposure(review), chainSection(changes), warnings(review), costs(review), noise.section,
    detailsSection(changes, noise.shown), others(review, changes), waivers(review), coverage(review),
  ];
  return {
    headline: `${title}: ${outcome}`,
    outcome: verdict.outcome,
    intro: [
      [say([count(verdict.blocking, 'blocking finding'), count(verdict.warnings, 'warning'), `${verdict.waived} waived`].join(', ')), say('.')],
      [say(review.mode === 'synth' ? 'A prediction from two synthesised trees: no state was read.' : 'From plans that Terraform made.'), ...(sides === undefined ? [] : [say(' '), code(sides)])],
    ],
    sections: sections.filter((section) => (section.kind === 'table' ? section.rows.length : section.kind === 'list' ? section.lines.length : section.items.length) > 0),
  };
}

function table(id: string, title: string, head: readonly string[], rows: readonly (readonly Line[])[]): TableSection {
  return { kind: 'table', id, title, head, rows };
}

function counts({ stacks }: Review, changes: readonly Change[]): TableSection {
  const shown = ACTIONS.filter((action) => changes.some((change) => change.action === action));
  const changed = stacks.filter((stack) => changes.some((change) => change.stack === stack));
  return table('counts', 'Counts', ['Stack', ...shown.map((action) => ACTION_WORDS[action])], changed.map((stack) => [[code(stack)], ...shown.map((action): Line => [say(String(changes.filter((change) => change.stack === stack && change.action === action).length || ''))])]));
}

function findingRow({ rule, ruleName, stack, address, constructPath, message, remedy }: Finding): Line[] {
  return [[say(`${rule} ${visible(ruleName)}`)], [say(shorten(visible(message), 400))], [say(shorten(visible(remedy), 300))], [code(constructPath ?? `${stack}${address === undefined ? '' : `/${address}`}`)]];
}

function mustLook({ findings }: Review): TableSection {
  return table('must-look', 'Must look at', ['Gate', 'What', 'What to do', 'Where'], findings.filter(({ level, waiver }) => level === 'block' && waiver === undefined).map(findingRow));
}

function warnings({ findings }: Review): TableSection {
  return table('warnings', 'Worth a look', ['Gate', 'What', 'What to do', 'Where'], findings.filter(({ level, waiver }) => level === 'warn' && waiver === undefined).map(findingRow));
}

/** What is gone afterwards, what holds data first. */
function lost(changes: readonly Change[], synth: boolean): TableSection {
  const gone = changes.filter(isLoss).sort((a, b) => Number(isStateful(b)) - Number(isStateful(a)));
  return table('lost', 'What is lost', ['', 'Resource', 'Holds data', 'Why', ...(synth ? ['Sure'] : []), 'Address'], gone.map((change) => [
    [say(ACTION_WORDS[change.action] + (change.order === 'create-first' ? ' (new one first)' : ''))], [code(shownName(change))], [say(isStateful(change) ? 'yes' : 'no')], [say(shorten(visible(change.reason ?? (change.replacePaths.length > 0 ? `${change.replacePaths.map((path) => path.join('.')).join(', ')}` : '')), 200))],
    ...(synth ? [[say(change.confidence)]] : []), [code(`${change.stack}/${change.address}`)],
  ]));
}

function renames({ renames: all }: Review): TableSection {
  return table('renames', 'Likely renames', ['Was', 'Is', 'Alike', 'What keeps it'], all.map(({ from, to, similarity, remedy }) => [[code(from)], [code(to)], [say(`${Math.round(similarity * 100)} %`)], [code(remedy)]]));
}

function grants({ grants: all }: Review): TableSection {
  const signs = { added: '+ given', removed: '- taken', changed: '~ changed', churn: '= made anew' };
  const order = ['added', 'changed', 'removed', 'churn'];
  const rows = [...all].sort((a, b) => order.indexOf(a.direction) - order.indexOf(b.direction) || Number(b.privileged) - Number(a.privileged));
  const churn = rows.filter(({ direction }) => direction === 'churn');
  const real = rows.filter(({ direction }) => direction !== 'churn').map(({ direction, principal, role, scope, condition, note }) => [[say(signs[direction])], [code(principal)], [code(role)], [code(scope)], [code(condition ?? '')], [say(visible(note))]]);
  return table('permissions', 'Permissions', ['', 'Who', 'Role', 'On what', 'Condition', 'Why it matters'], churn.length === 0 ? real : [...real, [[say(signs.churn)], [say(count(churn.length, 'permission'))], [], [], [], [say('the same ones, made anew because of something else')]]]);
}

function exposure({ exposure: all }: Review): TableSection {
  const rows = [...all].sort((a, b) => Number(a.direction === 'closed') - Number(b.direction === 'closed'));
  return table('exposure', 'Network exposure', ['', 'Resource', 'Direction', 'What', 'Ports', 'From or to'], rows.map(({ direction, constructPath, id, traffic, what, port, peer }) => [[say(direction === 'opened' ? '+ opened' : '- closed')], [code(constructPath?.replace(/\/Resource$/, '') ?? id)], [say(traffic)], [say(visible(what))], [code(port ?? '')], [code(peer ?? '')]]));
}

function chainSection(changes: readonly Change[]): Section {
  return {
    kind: 'list', id: 'chains', title: 'Replacement chains',
    lines: chains(changes).map(({ root, affected }) => {
      const replaced = affected.filter(({ change }) => change.action !== 'update');
      const named = replaced.slice(0, 6).flatMap(({ change, attribute }): Line => [say(' → '), code(shownName(change)), say(` (${visible(attribute)})`)]);
      const rest = affected.length - Math.min(replaced.length, 6);
      return [code(shownName(root)), say(` takes ${count(affected.length, 'resource')} along:`), ...named, ...(rest > 0 ? [say(` and ${rest} more, ${affected.length - replaced.length} of all only updated`)] : [])];
    }),
  };
}

function costs({ costs: all }: Review): TableSection {
  const signs = { added: '+', removed: '-', changed: '~' };
  return table('costs', 'Cost drivers', ['', 'What', 'Before', 'After', 'Where'], all.map(({ direction, what, before, after, stack, address }) => [[say(signs[direction])], [code(what)], [code(before)], [code(after)], [code(`${stack}/${address}`)]]));
}

function others({ outputs, settings }: Review, changes: readonly Change[]): Section {
  const lines: Line[] = [
    ...changes.filter(({ previousAddress }) => previousAddress !== undefined).map((change): Line => [say('moved: '), code(change.previousAddress ?? ''), say(' is now '), code(`${change.stack}/${change.address}`)]),
    ...changes.filter(({ importId }) => importId !== undefined).map((change): Line => [say('imported: '), code(`${change.stack}/${change.address}`), say(' from '), code(change.importId ?? '')]),
    ...changes.filter(({ action }) => action === 'forget').map((change): Line => [say('forgotten, and not destroyed: '), code(`${change.stack}/${change.address}`)]),
    ...settings.map(({ stack, kind, name, before, after }): Line => [say(`${kind} `), code(name), say(' of '), code(stack), say(kind === 'provider-config' || kind === 'backend' ? ' changes' : `: ${visible(before ?? 'not there')} becomes ${visible(after ?? 'gone')}`)]),
    ...outputs.map(({ stack, name, action }): Line => [say(`output ${action}: `), code(`${stack}/${name}`)]),
  ];
  return { kind: 'list', id: 'others', title: 'Moves, imports, settings and outputs', lines };
}

function waivers({ waiverStates }: Review): TableSection {
  const rows = [...waiverStates].sort((a, b) => Number(b.added === true) - Number(a.added === true));
  return table('waivers', 'Waivers', ['', 'Gate', 'Construct', 'Reason', 'Owner', 'Until'], rows.map(({ rule, constructPath, reason, owner, expires, added, state }) => [[say([...(added === true ? ['NEW in this change'] : []), ...(state === 'used' ? [] : [state])].join(', '))], [say(visible(rule))], [code(constructPath)], [say(shorten(visible(reason), 200))], [say(visible(owner))], [say(expires)]]));
}

function coverage({ coverage: { resources, unknownTypes, limits }, stacks }: Review): Section {
  return {
    kind: 'list', id: 'coverage', title: 'What was looked at',
    lines: [
      [say(`${count(resources, 'resource')} in ${count(stacks.length, 'stack')}${unknownTypes.length === 0 ? '; there are provider facts for all of them' : '; no facts for: '}`), ...(unknownTypes.length === 0 ? [] : [code(unknownTypes.join(', '))]), say('.')],
      ...limits.map((limit): Line => [say(limit)]),
    ],
  };
}
