import { shownName, textOf, textsOf, valueOf } from '../analyse/body';
import type { Change } from '../model/change';
import { isLoss } from '../model/change';
import type { RuleFinding } from '../model/finding';
import { SENSITIVE, UNKNOWN } from '../model/values';
import type { Rule } from './rule';
import { about } from './rule';

/** Switches that let in who has a key or a password, by the value that does. */
const KEYS: readonly (readonly [string, boolean])[] = [
  ['shared_access_key_enabled', true], ['local_auth_enabled', true], ['local_authentication_enabled', true], ['local_authentication_disabled', false], ['local_account_disabled', false],
  ['admin_enabled', true], ['local_user_enabled', true], ['body.properties.disableLocalAuth', false], ['body.properties.allowSharedKeyAccess', true], ['body.properties.adminUserEnabled', true],
];

/** Who may sign in as whom may not change unseen. */
export const identity: Rule = {
  id: 'RV011',
  name: 'identity',
  summary: 'An identity goes, a federated credential accepts others, or keys and passwords let people in',
  level: 'block',
  check: ({ changes }) => changes.flatMap((change) => [...lost(change), ...federated(change), ...keys(change)]),
};

function lost(change: Change): RuleFinding[] {
  if (change.type === 'azurerm_user_assigned_identity' && isLoss(change)) return [about(change, 'block', `the identity ${shownName(change)} goes, with every role that it has`, 'keep it, or move what uses it to another first')];
  const { before, after, action } = change;
  if (before === null || after === null || !['update', 'replace'].includes(action) || after.identity === UNKNOWN) return [];
  const [old, next] = [textsOf(before, 'identity.identity_ids'), textsOf(after, 'identity.identity_ids')];
  // What is known later, or is a secret, can't be compared.
  if ([...old, ...next].some((text) => text === UNKNOWN || text.startsWith(SENSITIVE.slice(0, -1)))) return [];
  const had = textOf(before, 'identity.type') !== undefined;
  if (had && textOf(after, 'identity.type') === undefined) return [about(change, 'block', `${shownName(change)} no longer has an identity`, 'keep the identity', 'identity')];
  const gone = old.filter((id) => !next.includes(id));
  return gone.length > 0 && next.length < old.length ? [about(change, 'block', `${shownName(change)} loses ${gone.length} of its identities`, 'keep them', 'identity.identity_ids')] : [];
}

function federated(change: Change): RuleFinding[] {
  if (!/federated_identity_credential$/.test(change.type)) return [];
  const { before, after, action } = change;
  if (action === 'delete' || after === null) return [];
  const changed = ['subject', 'issuer', 'audience', 'audiences', 'claims_matching_expression'].filter((name) => before !== null && JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null));
  const subject = textOf(after, 'subject') ?? '';
  const wide = /[*?]|:pull_request$/.test(subject);
  if (action === 'create') return wide ? [about(change, 'block', `${shownName(change)} accepts more than one caller: subject '${subject}'`, 'name the branch or environment that may sign in', 'subject')] : [];
  return changed.length === 0 ? [] : [about(change, 'block', `${shownName(change)} accepts others than before: ${changed.join(', ')} changes`, 'check who can sign in with it now', changed[0])];
}

function keys(change: Change): RuleFinding[] {
  const { before, after, action } = change;
  if (after === null || !['create', 'update', 'replace'].includes(action)) return [];
  return KEYS.flatMap(([path, open]) => {
    const [was, is] = [valueOf(action === 'create' ? null : before, path), valueOf(after, path)];
    if (is !== open || was === open || (was === undefined && before !== null && action !== 'create' && open === false)) return [];
    return [about(change, action === 'create' ? 'warn' : 'block', `${shownName(change)} lets in who has a key or password: '${path}' is ${String(open)}`, 'let people and services in by identity only', path)];
  });
}
