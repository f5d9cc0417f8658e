import { blocksOf, referredAddress, shownName, textOf } from '../analyse/body';
import type { Change } from '../model/change';
import type { Rule } from './rule';
import { about } from './rule';

/** What is logged may not become less unseen. */
export const audit: Rule = {
  id: 'RV022',
  name: 'audit',
  summary: 'Diagnostic settings go, or have fewer categories',
  level: 'warn',
  check: ({ changes, byId }) =>
    changes.filter(({ type }) => type === 'azurerm_monitor_diagnostic_setting').flatMap((change) => {
      if (change.action === 'delete') {
        const target = referredAddress(textOf(change.before, 'target_resource_id'));
        const also = target !== undefined && byId.get(`${change.stack}/${target}`)?.action === 'delete';
        return also ? [] : [about(change, 'warn', `${shownName(change)} goes: what it logged is logged no longer`, 'keep the diagnostic setting')];
      }
      if (change.action !== 'update' && change.action !== 'replace') return [];
      const gone = categories(change, 'before').filter((category) => !categories(change, 'after').includes(category));
      return gone.length === 0 || categories(change, 'after').includes('allLogs') ? [] : [about(change, 'warn', `${shownName(change)} no longer logs ${gone.join(', ')}`, 'keep the categories', 'enabled_log')];
    }),
};

function categories(change: Change, side: 'before' | 'after'): string[] {
  return ['enabled_log', 'enabled_metric', 'metric'].flatMap((name) => blocksOf(change[side], name).map((block) => textOf(block, 'category') ?? textOf(block, 'category_group') ?? '')).sort();
}
