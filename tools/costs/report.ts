import type { CostDrivers } from './cost-drivers';
import type { Charge, CostDriver, Range } from './cost-driver';
import type { DriverCost, Estimate, MonthlyCost } from './estimate';
import { Prices } from './estimate';
import type { Price, PriceList } from './price-file';

/** More prices without a driver are only counted. */
const MOST_SHOWN = 12;

/** The drivers of one environment, or of the shared stacks. */
export interface EnvironmentCosts {
  readonly environment: string;
  readonly costs: CostDrivers;
}

/** The drivers of every environment as tables, with what they cost where there are prices. */
export function costReport(environments: readonly EnvironmentCosts[], list: PriceList | undefined): string {
  const prices = list && new Prices(list);
  const tables = environments.map((each) => environmentTable(each, prices));
  return [...tables, ...(prices ? [footer(prices)] : ['No money without prices: name a file of them with --prices.\n'])].join('\n');
}

/** The same for scripts. */
export function costJson(environments: readonly EnvironmentCosts[], list: PriceList | undefined): object {
  const prices = list && new Prices(list);
  const all = environments.map(({ environment, costs: { drivers, notAssessed } }) => {
    const estimate = prices?.estimate(drivers);
    const withCosts = estimate ? estimate.costs.map(({ driver, cost }) => ({ ...driver, cost })) : drivers;
    return { environment, drivers: withCosts, notAssessed, ...(estimate?.total ? { total: estimate.total } : {}) };
  });
  return { environments: all, ...(prices ? { currency: prices.list.currency, asOf: prices.list.asOf, unusedPrices: prices.unused } : {}) };
}

function environmentTable({ environment, costs: { drivers, notAssessed } }: EnvironmentCosts, prices: Prices | undefined): string {
  const estimate = prices?.estimate(drivers);
  const head = ['What', 'SKU', 'Region', 'Count', 'Priority', 'Hours/month', 'Idle shutdown', ...(prices ? [`${prices.list.currency}/month`] : []), 'Address'];
  const rows = drivers.map((driver, index) => {
    const cost = estimate?.costs[index]?.cost;
    return [driver.what, driver.sku, driver.region ?? '?', count(driver.charge), driver.priority ?? '–', hours(driver.charge), driver.idleShutdown ?? '–', ...(cost ? [money(cost)] : []), `${driver.stack}/${driver.address}`];
  });
  return [
    `Cost drivers of ${environment}`,
    ...aligned([head, ...rows]),
    ...(estimate && prices ? [totals(estimate, prices.list)] : []),
    ...(notAssessed.length > 0 ? [`Not assessed, may cost money: ${notAssessed.join(', ')}`] : []),
    '',
  ].join('\n');
}

function totals({ costs, total }: Estimate, { currency, asOf }: PriceList): string {
  const number = (kind: DriverCost['kind']): number => costs.filter(({ cost }) => cost.kind === kind).length;
  const [unpriced, byUse] = [number('unpriced'), number('byUse')];
  const without = [...(unpriced > 0 ? [`${unpriced} unpriced`] : []), ...(byUse > 0 ? [`${byUse} by use`] : [])];
  const sum = total ? `${range(total)} ${currency}` : 'unpriced';
  return `Total: ${sum} per month, idle to most, at prices of ${asOf}${without.length > 0 ? `; without ${without.join(' and ')}` : ''}`;
}

function footer({ unused }: Prices): string {
  if (unused.length === 0) return 'Every price was used.\n';
  const shown = unused.slice(0, MOST_SHOWN).map(({ region, sku, unit }: Price) => `${sku} by the ${unit} in ${region}`);
  return `Prices that nothing was found for: ${[...shown, ...(unused.length > MOST_SHOWN ? [`${unused.length - MOST_SHOWN} more`] : [])].join(', ')}\n`;
}

function money(cost: DriverCost): string {
  switch (cost.kind) {
    case 'priced':
      return range(cost.monthly);
    case 'byUse':
      return `${cost.price} per ${cost.unit}`;
    case 'unpriced':
      return 'unpriced';
  }
}

function range({ idle, max }: MonthlyCost): string {
  return idle === max ? idle.toFixed(2) : `${idle.toFixed(2)}..${max.toFixed(2)}`;
}

function count(charge: Charge): string {
  switch (charge.by) {
    case 'time':
      return bounds(charge.count);
    case 'requests':
      return 'by requests';
    default:
      return charge.amount.min === undefined && charge.amount.max === undefined ? `by ${charge.by}` : `${bounds(charge.amount)} ${charge.by}`;
  }
}

function hours(charge: CostDriver['charge']): string {
  return charge.by === 'time' ? bounds(charge.hours) : '–';
}

function bounds({ min, max }: Range): string {
  const shown = (value: number | undefined): string => (value === undefined ? '?' : String(Math.round(value * 10) / 10));
  return shown(min) === shown(max) ? shown(min) : `${shown(min)}..${shown(max)}`;
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd());
}
