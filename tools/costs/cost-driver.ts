/** The hours of an average month, as Azure's price lists have it. */
export const HOURS_PER_MONTH = 730;

/** What a price is for: time that something is there, or gigabytes. */
export const PRICE_UNITS = ['hour', 'month', 'GB', 'GB-month'] as const;

/** What a price is for. */
export type PriceUnit = (typeof PRICE_UNITS)[number];

/** From the idle month, in which nobody does anything, to the most that can be; nothing where it can't be known before a deploy. */
export interface Range {
  readonly min: number | undefined;
  readonly max: number | undefined;
}

/** How a driver is charged. */
export type Charge =
  /** By the time that it is there: units, and the hours that each of them runs in a month. */
  | { readonly by: 'time'; readonly count: Range; readonly hours: Range }
  /** By the gigabytes of a month: written, or kept. */
  | { readonly by: 'GB' | 'GB-month'; readonly amount: Range }
  /** By requests: nothing that a price file can tell. */
  | { readonly by: 'requests' };

/** What an environment costs money for: a resource, or several of a kind. */
export interface CostDriver {
  readonly stack: string;
  /** The Terraform address; `type.*` where several of a kind are one driver. */
  readonly address: string;
  readonly what: string;
  /** @default - not known before a deploy */
  readonly region?: string;
  /** By which a price is found, together with the region. */
  readonly sku: string;
  readonly charge: Charge;
  /** @default - the resource has none */
  readonly priority?: string;
  /** When it stops by itself. @default - the resource doesn't */
  readonly idleShutdown?: string;
}

/** A driver as readers find it; where it is gets added. */
export type Finding = Omit<CostDriver, 'stack' | 'address' | 'region'> & { readonly region?: string };

/** Exactly so many. */
export function exactly(count: number | undefined): Range {
  return { min: count, max: count };
}

/** What is there all the time. */
export const ALWAYS: Range = exactly(HOURS_PER_MONTH);

/** So many units that are there all the time. */
export function always(count: Range | number | undefined): Charge {
  return { by: 'time', count: typeof count === 'object' ? count : exactly(count), hours: ALWAYS };
}

/** The size of a machine as prices name it: cheap capacity has a price of its own. */
export function vmSku(size: string, priority?: string): string {
  return priority === undefined || priority === 'Dedicated' || priority === 'Regular' ? size : `${size} ${priority}`;
}
