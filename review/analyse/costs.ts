import type { Json, JsonObject } from '../../facts/json';
import type { Charge, CostDriver, Range } from '../../tools/costs/cost-driver';
import { costDrivers } from '../../tools/costs/cost-drivers';
import type { Change } from '../model/change';
import { byText } from '../model/change';
import type { CostChange } from '../model/finding';

/** What is paid for, before and after, of the resources that change. Without prices: those are a matter of `npm run synth -- --costs`. */
export function costsOf(changes: readonly Change[]): CostChange[] {
  const relevant = changes.filter(({ mode, action }) => mode === 'managed' && ['create', 'update', 'replace', 'delete', 'unknown'].includes(action));
  const stacks = [...new Set(relevant.map(({ stack }) => stack))].sort();
  return stacks.flatMap((stack) => {
    const own = relevant.filter((change) => change.stack === stack);
    const [old, next] = [driversOf(stack, own, ({ before, action }) => (action === 'create' ? null : before)), driversOf(stack, own, ({ after, action }) => (action === 'delete' ? null : after))];
    return [...new Set([...old.keys(), ...next.keys()])].sort().flatMap((key): CostChange[] => {
      const [was, is] = [old.get(key), next.get(key)];
      const [before, after] = [was === undefined ? '' : shown(was), is === undefined ? '' : shown(is)];
      const driver = is ?? was;
      if (before === after || driver === undefined) return [];
      return [{ stack, address: driver.address, what: driver.what, direction: was === undefined ? 'added' : is === undefined ? 'removed' : 'changed', before, after }];
    });
  }).sort(byText(({ stack, address, what }) => `${stack} ${address} ${what}`));
}

function driversOf(stack: string, changes: readonly Change[], side: (change: Change) => JsonObject | null): Map<string, CostDriver> {
  const resource: Record<string, Record<string, Json>> = {};
  for (const change of changes) {
    const body = side(change);
    if (body === null) continue;
    const types = (resource[change.type] ??= {});
    // A name with a position or a key in it is a name of its own here.
    types[change.address.slice(change.address.indexOf('.') + 1)] = body;
  }
  const { drivers } = costDrivers([{ name: stack, json: { resource } }]);
  return new Map(drivers.map((driver) => [`${driver.address} ${driver.what.replace(/\d+ days?/, '')}`, driver]));
}

function shown({ sku, charge, priority, idleShutdown }: CostDriver): string {
  return [sku, quantity(charge), ...(priority === undefined ? [] : [priority]), ...(idleShutdown === undefined ? [] : [`stops ${idleShutdown}`])].filter((part) => part !== '').join(', ');
}

function quantity(charge: Charge): string {
  if (charge.by !== 'time') return charge.by === 'requests' ? 'by use' : `by ${charge.by}`;
  const count = range(charge.count);
  const hours = charge.hours.min === charge.hours.max && charge.hours.min === 730 ? '' : ` × ${range(charge.hours)} h`;
  return `${count}${hours}`;
}

function range({ min, max }: Range): string {
  const text = (value: number | undefined): string => (value === undefined ? '?' : String(Math.round(value)));
  return min === max ? text(min) : `${text(min)}..${text(max)}`;
}
