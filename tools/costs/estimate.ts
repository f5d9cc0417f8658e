import type { Charge, CostDriver, PriceUnit } from './cost-driver';
import { HOURS_PER_MONTH } from './cost-driver';
import type { Price, PriceList } from './price-file';
import { priceKey } from './price-file';

/** What a month costs, from the idle one to the most that can be. */
export interface MonthlyCost {
  readonly idle: number;
  readonly max: number;
}

/** What is known of the cost of a driver. */
export type DriverCost =
  | { readonly kind: 'priced'; readonly monthly: MonthlyCost }
  /** There is a price, but how much of it is used shows only later. */
  | { readonly kind: 'byUse'; readonly price: number; readonly unit: PriceUnit }
  /** There is no price for it: its cost is not zero, but unknown. */
  | { readonly kind: 'unpriced' };

/** The drivers of an environment with what each one costs. */
export interface Estimate {
  readonly costs: readonly { readonly driver: CostDriver; readonly cost: DriverCost }[];
  /** The sum of what is priced. @default - nothing is */
  readonly total?: MonthlyCost;
}

/** Prices to look up, which remembers those that were asked for. */
export class Prices {
  private readonly byKey: ReadonlyMap<string, Price>;
  private readonly used = new Set<Price>();

  constructor(readonly list: PriceList) {
    this.byKey = new Map(list.prices.map((price) => [priceKey(price.region, price.sku, price.unit), price]));
  }

  /** The prices that nothing was found for so far. */
  get unused(): readonly Price[] {
    return this.list.prices.filter((price) => !this.used.has(price));
  }

  /** What each driver costs, and all of them together. */
  estimate(drivers: readonly CostDriver[]): Estimate {
    const costs = drivers.map((driver) => ({ driver, cost: this.costOf(driver) }));
    const months = costs.flatMap(({ cost }) => (cost.kind === 'priced' ? [cost.monthly] : []));
    const sum = (pick: (monthly: MonthlyCost) => number): number => cents(months.reduce((total, monthly) => total + pick(monthly), 0));
    return { costs, ...(months.length > 0 ? { total: { idle: sum(({ idle }) => idle), max: sum(({ max }) => max) } } : {}) };
  }

  private costOf({ region, sku, charge }: CostDriver): DriverCost {
    if (region === undefined || charge.by === 'requests') return { kind: 'unpriced' };
    const price = this.byKey.get(priceKey(region, sku, charge.by === 'time' ? 'hour' : charge.by));
    if (!price) return { kind: 'unpriced' };
    this.used.add(price);
    const { min, max } = amountOf(charge, price.unit);
    return min === undefined || max === undefined ? { kind: 'byUse', price: price.price, unit: price.unit } : { kind: 'priced', monthly: { idle: cents(min * price.price), max: cents(max * price.price) } };
  }
}

/** How much of a unit is used in a month. */
function amountOf(charge: Exclude<Charge, { by: 'requests' }>, unit: PriceUnit): { readonly min: number | undefined; readonly max: number | undefined } {
  if (charge.by !== 'time') return charge.amount;
  const { count, hours } = charge;
  const units = (many: number | undefined, long: number | undefined): number | undefined =>
    many === undefined || long === undefined ? undefined : (many * long) / (unit === 'month' ? HOURS_PER_MONTH : 1);
  return { min: units(count.min, hours.min), max: units(count.max, hours.max) };
}

function cents(amount: number): number {
  return Math.round(amount * 100) / 100;
}
