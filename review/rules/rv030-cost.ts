import { numberOf, shownName, textOf } from '../analyse/body';
import type { Change } from '../model/change';
import type { RuleFinding } from '../model/finding';
import type { Rule, RuleLimits } from './rule';
import { about } from './rule';

const SIZES = ['vm_size', 'virtual_machine_size', 'default_node_pool.vm_size', 'sku', 'body.properties.properties.vmSize', 'body.properties.instanceType'];
const MOST = ['scale_settings.max_node_count', 'max_count', 'default_node_pool.max_count', 'body.properties.properties.scaleSettings.maxNodeCount', 'node_count', 'default_node_pool.node_count', 'instances', 'optimized_auto_scale.maximum_instances'];
const LEAST = ['scale_settings.min_node_count', 'body.properties.properties.scaleSettings.minNodeCount'];
const IDLE = ['scale_settings.scale_down_nodes_after_idle_duration', 'body.properties.properties.idleTimeBeforeShutdown', 'body.properties.properties.scaleSettings.nodeIdleTimeBeforeScaleDown', 'auto_stop_enabled', 'auto_pause'];
const GPU = /Standard_N[CDGV]/i;

/** What costs much more may not come unseen. */
export const cost: Rule = {
  id: 'RV030',
  name: 'cost',
  summary: 'What is paid for grows: GPUs, more nodes at most, nodes that never stop, no shutdown when idle',
  level: 'warn',
  check: ({ changes, limits }) => changes.filter(({ action }) => ['create', 'update', 'replace'].includes(action)).flatMap((change) => ofChange(change, limits)),
};

function ofChange(change: Change, limits: RuleLimits): RuleFinding[] {
  const { after } = change;
  const before = change.action === 'create' ? null : change.before;
  const name = shownName(change);
  const gpus = SIZES.flatMap((path) => {
    const [was, is] = [textOf(before, path) ?? '', textOf(after, path) ?? ''];
    return GPU.test(is) && was !== is ? [about(change, 'warn', `${name} has GPUs: ${is}`, 'check the quota and the price', path)] : [];
  });
  const more = MOST.flatMap((path) => {
    const [was, is] = [numberOf(before, path), numberOf(after, path)];
    if (is === undefined || (was === undefined ? is <= limits.nodes : is <= was)) return [];
    return [about(change, 'warn', `${name} can grow to ${is} nodes${was === undefined ? '' : ` instead of ${was}`}`, 'check the quota and the price', path)];
  });
  const least = LEAST.flatMap((path) => {
    const [was, is] = [numberOf(before, path) ?? 0, numberOf(after, path) ?? 0];
    return is > was ? [about(change, 'warn', `${name} keeps ${is} nodes running when nobody uses them`, 'let it go down to 0', path)] : [];
  });
  const idle = IDLE.flatMap((path) => {
    const parts = path.split('.');
    const [was, is] = [valueText(before, parts), valueText(after, parts)];
    return was !== undefined && was !== 'false' && (is === undefined || is === 'false') ? [about(change, 'warn', `${name} no longer stops when it is idle`, `keep '${path}'`, path)] : [];
  });
  return [...gpus, ...more, ...least, ...idle];
}

function valueText(body: Change['before'], parts: readonly string[]): string | undefined {
  const path = parts.join('.');
  const flag = body === null ? undefined : body[path];
  return typeof flag === 'boolean' ? String(flag) : textOf(body, path);
}
