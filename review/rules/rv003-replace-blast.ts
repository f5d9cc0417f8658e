import { shownName } from '../analyse/body';
import type { Change } from '../model/change';
import { isLoss } from '../model/change';
import { chains } from '../analyse/chains';
import type { Rule } from './rule';
import { about, verb } from './rule';

const CLUSTERS = new Set(['azurerm_kubernetes_cluster', 'azurerm_kubernetes_cluster_node_pool', 'azurerm_machine_learning_compute_cluster']);

/** A replacement that takes much along is said before it happens. */
export const replaceBlast: Rule = {
  id: 'RV003',
  name: 'replace-blast',
  summary: 'A replacement takes many resources along, or stops what runs on a cluster',
  level: 'warn',
  check: ({ changes, set, limits }) => {
    const found = chains(changes).filter(({ affected }) => affected.length >= limits.replaceBlast).map(({ root, affected }) => about(root, 'warn', `${shownName(root)} ${verb(root, set.mode === 'synth')} and takes ${affected.length} resources along`, 'keep it as it is, or plan the time that all of them are gone', 'chain'));
    const clusters = changes.filter((change) => isLoss(change) && (CLUSTERS.has(change.type) || isAzapiCompute(change))).map((change) => about(change, 'warn', `${shownName(change)} ${verb(change, set.mode === 'synth')}: what runs on it stops`, 'let jobs and deployments end first, or move them to another'));
    return [...found, ...clusters];
  },
};

function isAzapiCompute({ type, after, before }: Change): boolean {
  return type === 'azapi_resource' && /\/computes@/i.test(String((after ?? before)?.type ?? ''));
}
