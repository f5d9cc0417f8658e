import { shownName } from '../analyse/body';
import type { RuleFinding } from '../model/finding';
import type { Rule } from './rule';

/** What blocks for something new as well; other switches of new resources are worth a look only. */
const CLOSED_WHEN_NEW = new Set(['public_network_access_enabled', 'container_access_type', 'access', 'anonymous_pull_enabled']);

/** A way in from a network may not open unseen. */
export const publicExposure: Rule = {
  id: 'RV020',
  name: 'public-exposure',
  summary: 'Something can be reached from where it could not be reached before',
  level: 'block',
  check: ({ exposure, byId }) =>
    exposure.flatMap((item): RuleFinding[] => {
      const change = byId.get(item.id);
      if (change === undefined || item.direction === 'closed') return [];
      const peers = item.peer === undefined ? '' : ` (${item.peer}${item.port === undefined ? '' : `, ports ${item.port}`})`;
      return [{ change, stack: item.stack, level: item.attribute === 'ip_rules' || (change.action === 'create' && !CLOSED_WHEN_NEW.has(item.attribute) && !item.attribute.startsWith('security_rule')) ? 'warn' : 'block', attribute: item.peer === undefined || item.attribute !== 'ip_rules' ? item.attribute : `${item.attribute} ${item.peer}`, message: `${shownName(change)}: ${item.what}${peers}`, remedy: item.attribute === 'ip_rules' ? 'check that this network is yours' : 'close it again, or waive this with a reason' }];
    }),
};
