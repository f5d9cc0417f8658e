import { existsSync, readFileSync, statSync } from 'node:fs';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import type { Problem } from '../../constructs/core/errors';
import { fail, ValidationError } from '../../constructs/core/errors';
import { isKnownRegion, KNOWN_REGIONS } from '../../constructs/core/regions';
import { readPath } from '../../environments/loading/setting-path';
import { checkShape } from '../../environments/loading/shape';
import { nearest } from '../../facts/suggest';
import type { PriceUnit } from './cost-driver';
import { PRICE_UNITS } from './cost-driver';

/** What one unit costs in a region. */
export interface Price {
  readonly region: string;
  readonly sku: string;
  readonly unit: PriceUnit;
  readonly price: number;
}

/** Prices as their user knows them: the landscape has none of its own, since they change and depend on contracts. */
export interface PriceList {
  /** Three letters, as ISO 4217 has them. */
  readonly currency: string;
  /** The day that the prices are of: `YYYY-MM-DD`. */
  readonly asOf: string;
  readonly prices: readonly Price[];
}

type ValueProblem = Omit<Problem, 'prop' | 'got'>;

function checked<T extends z.ZodType>(schema: T, problemOf: (value: z.output<T>) => ValueProblem | undefined): T {
  return schema.check((context) => {
    const problem = problemOf(context.value);
    if (problem) context.issues.push({ code: 'custom', input: context.value, params: { problem }, continue: true });
  });
}

const priceSchema = z.strictObject({
  region: checked(z.string(), unknownRegion),
  sku: checked(z.string(), (sku) => (sku.trim() === '' ? { code: 'PriceSkuEmpty', rule: 'is empty', expected: 'the SKU as `npm run synth -- --costs` shows it', fix: 'write it' } : undefined)),
  unit: z.enum(PRICE_UNITS),
  price: checked(z.number(), (price) => (price < 0 ? { code: 'PriceNegative', rule: 'is negative', expected: 'a price from 0', fix: 'correct it, or remove the entry: what has no price is shown as unpriced' } : undefined)),
});

const priceListSchema: z.ZodType<PriceList> = z.strictObject({
  currency: checked(z.string(), (currency) => (/^[A-Z]{3}$/.test(currency) ? undefined : { code: 'CurrencyInvalid', rule: 'is not a currency', expected: 'three capitals, as ISO 4217 has them', fix: 'write, for example, EUR' })),
  asOf: checked(z.string(), (asOf) => (isDay(asOf) ? undefined : { code: 'PriceDateInvalid', rule: 'is not a day', expected: 'YYYY-MM-DD', fix: 'write the day that the prices are of, for example 2026-01-31' })),
  prices: checked(z.array(priceSchema), (prices) => (prices.length === 0 ? { code: 'PricesEmpty', rule: 'has no prices', expected: 'at least one price', fix: "add one, or leave '--prices' out" } : undefined)),
});

/**
 * Reads and checks a price file: YAML or JSON.
 *
 * @throws ValidationError with everything that is wrong in it
 */
export function readPriceFile(file: string): PriceList {
  if (!existsSync(file) || !statSync(file).isFile()) fail(file, { code: 'PriceFileMissing', prop: '--prices', rule: 'is not a file', got: file, expected: 'a YAML or JSON file', fix: 'correct the path' });
  return parsePriceList(readFileSync(file, 'utf8'), file);
}

/** Checks the text of a price file. */
export function parsePriceList(text: string, where: string): PriceList {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    fail(where, { code: 'PriceFileSyntax', prop: `line ${line}, column ${col}`, rule: `can't be read: ${error.message.split('\n')[0]?.replace(/[.:]+$/, '')}`, expected: 'YAML or JSON', fix: 'correct the line' });
  }
  const value: unknown = document.toJS();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) fail(where, { code: 'PriceFileShape', prop: 'file', rule: 'is not a price list', got: value ?? undefined, expected: 'the settings currency, asOf and prices', fix: 'write them' });
  const { problems, sections } = checkShape(priceListSchema, value);
  const found = [...problems, ...duplicates(sections.prices ?? [])];
  if (found.length > 0 || !isComplete(sections)) {
    throw new ValidationError(found.map((problem) => withLine(problem, (path) => {
      // What is missing has the line of the nearest block around it.
      for (let length = path.length; length > 0; length -= 1) {
        const node = document.getIn(path.slice(0, length), true);
        if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
      }
      return undefined;
    })), where);
  }
  return sections;
}

/** Hours and months are one unit in two sizes: two prices for them would be two answers. */
function duplicates(prices: readonly Price[]): Problem[] {
  const keys = prices.map((price) => priceKey(price.region, price.sku, price.unit));
  return prices.flatMap((price, index) => {
    const first = keys.indexOf(keys[index] ?? '');
    return first === index ? [] : [{ code: 'PriceTwice', prop: `prices[${index}]`, rule: `is there already, as prices[${first}]`, got: `${price.region}, ${price.sku}, ${price.unit}`, expected: 'each SKU once in a region, by the hour or by the month', fix: 'remove one of them' }];
  });
}

/** What a price is found by. */
export function priceKey(region: string, sku: string, unit: PriceUnit): string {
  return `${region} ${sku.toLowerCase()} ${unit === 'month' ? 'hour' : unit}`;
}

function withLine(problem: Problem, lineOf: (path: readonly (string | number)[]) => number | undefined): Problem {
  const line = lineOf(readPath(problem.prop));
  return line === undefined ? problem : { ...problem, fix: `${problem.fix} (line ${line})` };
}

function isComplete(sections: Partial<PriceList>): sections is PriceList {
  return sections.currency !== undefined && sections.asOf !== undefined && sections.prices !== undefined;
}

function unknownRegion(region: string): ValueProblem | undefined {
  if (isKnownRegion(region)) return undefined;
  const near = nearest(region.toLowerCase().replaceAll(' ', ''), KNOWN_REGIONS);
  return { code: 'PriceRegionUnknown', rule: 'is not a region that the landscape knows', expected: 'a region as Azure\'s API writes it, for example westeurope', fix: near ? `did you mean "${near}"?` : 'correct it' };
}

/** Whether there is such a day; 30 February isn't one. */
function isDay(text: string): boolean {
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  return day !== undefined && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
