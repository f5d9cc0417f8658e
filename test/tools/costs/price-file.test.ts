import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ValidationError } from '../../../constructs/core/errors';
import { parsePriceList, readPriceFile } from '../../../tools/costs/price-file';

const PRICE = '  - { region: westeurope, sku: NAT Gateway, unit: hour, price: 0.045 }\n';
const GOOD = `currency: EUR\nasOf: 2026-11-01\nprices:\n${PRICE}`;
const LIST = { currency: 'EUR', asOf: '2026-11-01', prices: [{ region: 'westeurope', sku: 'NAT Gateway', unit: 'hour', price: 0.045 }] };

const folder = mkdtempSync(join(tmpdir(), 'landscape-prices-'));
afterAll(() => rmSync(folder, { recursive: true }));

function message(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof ValidationError) return error.message;
    throw error;
  }
  throw new Error('expected a ValidationError, and there was none');
}

const entry = (text: string): string => `currency: EUR\nasOf: 2026-11-01\nprices:\n  - ${text}\n`;

describe('a price file', () => {
  test('is YAML', () => {
    expect(parsePriceList(GOOD, 'prices.yaml')).toEqual(LIST);
  });

  test('is JSON', () => {
    const file = join(folder, 'prices.json');
    writeFileSync(file, JSON.stringify(LIST));
    expect(readPriceFile(file)).toEqual(LIST);
  });

  test('may have a price of nothing, and the same SKU in two regions', () => {
    const text = `${GOOD}  - { region: northeurope, sku: NAT Gateway, unit: hour, price: 0 }\n`;
    expect(parsePriceList(text, 'prices.yaml').prices.map(({ region, price }) => [region, price])).toEqual([['westeurope', 0.045], ['northeurope', 0]]);
  });

  test('fails where there is none', () => {
    expect(message(() => readPriceFile('/nowhere/prices.yaml'))).toBe(`[PriceFileMissing] '--prices' is not a file: got "/nowhere/prices.yaml"; expected a YAML or JSON file; correct the path (at /nowhere/prices.yaml)`);
  });

  test('fails where it is a folder', () => {
    expect(message(() => readPriceFile(folder))).toBe(`[PriceFileMissing] '--prices' is not a file: got "${folder}"; expected a YAML or JSON file; correct the path (at ${folder})`);
  });

  test.each([
    ['that is no YAML', 'currency: [EUR\nasOf: 1', `[PriceFileSyntax] 'line 2, column 1' can't be read: Flow sequence in block collection must be sufficiently indented and end with a ]: expected YAML or JSON; correct the line (at prices.yaml)`],
    ['with nothing in it', '', `[PriceFileShape] 'file' is not a price list: got nothing; expected the settings currency, asOf and prices; write them (at prices.yaml)`],
    ['that is a list', '- 1\n', `[PriceFileShape] 'file' is not a price list: got [1]; expected the settings currency, asOf and prices; write them (at prices.yaml)`],
    ['without a date', `currency: EUR\nprices:\n${PRICE}`, `[SettingMissing] 'asOf' is missing: expected a text; add it (at prices.yaml)`],
    ['without a currency', `asOf: 2026-11-01\nprices:\n${PRICE}`, `[SettingMissing] 'currency' is missing: expected a text; add it (at prices.yaml)`],
    ['without prices', 'currency: EUR\nasOf: 2026-11-01\n', `[SettingMissing] 'prices' is missing: expected a list; add it (at prices.yaml)`],
    ['with an empty list', 'currency: EUR\nasOf: 2026-11-01\nprices: []\n', `[PricesEmpty] 'prices' has no prices: got []; expected at least one price; add one, or leave '--prices' out (line 3) (at prices.yaml)`],
    ['with a sign for a currency', GOOD.replace('EUR', '€'), `[CurrencyInvalid] 'currency' is not a currency: got "€"; expected three capitals, as ISO 4217 has them; write, for example, EUR (line 1) (at prices.yaml)`],
    ['with a date of another country', GOOD.replace('2026-11-01', '01.11.2026'), `[PriceDateInvalid] 'asOf' is not a day: got "01.11.2026"; expected YYYY-MM-DD; write the day that the prices are of, for example 2026-01-31 (line 2) (at prices.yaml)`],
    ['with a day that there is not', GOOD.replace('2026-11-01', '2026-02-30'), `[PriceDateInvalid] 'asOf' is not a day: got "2026-02-30"; expected YYYY-MM-DD; write the day that the prices are of, for example 2026-01-31 (line 2) (at prices.yaml)`],
    ['with a setting that there is not', `${GOOD}curency: EUR\n`, `[SettingUnknown] 'curency' is not a setting: expected one of currency, asOf, prices; did you mean "currency"? (line 5) (at prices.yaml)`],
    ['with a region as the portal shows it', entry('{ region: West Europe, sku: NAT Gateway, unit: hour, price: 1 }'), `[PriceRegionUnknown] 'prices[0].region' is not a region that the landscape knows: got "West Europe"; expected a region as Azure's API writes it, for example westeurope; did you mean "westeurope"? (line 4) (at prices.yaml)`],
    ['with a region that is far from any', entry('{ region: moon, sku: NAT Gateway, unit: hour, price: 1 }'), `[PriceRegionUnknown] 'prices[0].region' is not a region that the landscape knows: got "moon"; expected a region as Azure's API writes it, for example westeurope; correct it (line 4) (at prices.yaml)`],
    ['with an empty SKU', entry('{ region: westeurope, sku: " ", unit: hour, price: 1 }'), `[PriceSkuEmpty] 'prices[0].sku' is empty: got " "; expected the SKU as \`npm run synth -- --costs\` shows it; write it (line 4) (at prices.yaml)`],
    ['with a unit that there is not', entry('{ region: westeurope, sku: NAT Gateway, unit: hours, price: 1 }'), `[SettingNotAllowed] 'prices[0].unit' is none of the values allowed: got "hours"; expected "hour" or "month" or "GB" or "GB-month"; did you mean "hour"? (line 4) (at prices.yaml)`],
    ['with a price in words', entry('{ region: westeurope, sku: NAT Gateway, unit: hour, price: "1,50" }'), `[SettingWrongType] 'prices[0].price' has the wrong type: got "1,50"; expected a number; change it (line 4) (at prices.yaml)`],
    ['with a price that is no number', entry('{ region: westeurope, sku: NAT Gateway, unit: hour, price: .inf }'), `[SettingWrongType] 'prices[0].price' has the wrong type: got null; expected a number; change it (line 4) (at prices.yaml)`],
    ['with a negative price', entry('{ region: westeurope, sku: NAT Gateway, unit: hour, price: -1 }'), `[PriceNegative] 'prices[0].price' is negative: got -1; expected a price from 0; correct it, or remove the entry: what has no price is shown as unpriced (line 4) (at prices.yaml)`],
    ['without the price of a SKU', entry('{ region: westeurope, sku: NAT Gateway, unit: hour }'), `[SettingMissing] 'prices[0].price' is missing: expected a number; add it (line 4) (at prices.yaml)`],
    ['with a price twice, in other capitals', `${GOOD}${PRICE.replace('NAT Gateway', 'nat gateway')}`, `[PriceTwice] 'prices[1]' is there already, as prices[0]: got "westeurope, nat gateway, hour"; expected each SKU once in a region, by the hour or by the month; remove one of them (line 5) (at prices.yaml)`],
    ['with a price by the hour and by the month', `${GOOD}${PRICE.replace('hour', 'month')}`, `[PriceTwice] 'prices[1]' is there already, as prices[0]: got "westeurope, NAT Gateway, month"; expected each SKU once in a region, by the hour or by the month; remove one of them (line 5) (at prices.yaml)`],
  ])('fails %s', (_, text, expected) => {
    expect(message(() => parsePriceList(text, 'prices.yaml'))).toBe(expected);
  });

  test('fails with all that is wrong', () => {
    expect(message(() => parsePriceList('currency: eur\nasOf: today\nprices:\n  - { region: westeurope, sku: X, unit: hour, price: -2 }\n', 'prices.yaml'))).toBe(`3 problems (at prices.yaml):
  - [CurrencyInvalid] 'currency' is not a currency: got "eur"; expected three capitals, as ISO 4217 has them; write, for example, EUR (line 1)
  - [PriceDateInvalid] 'asOf' is not a day: got "today"; expected YYYY-MM-DD; write the day that the prices are of, for example 2026-01-31 (line 2)
  - [PriceNegative] 'prices[0].price' is negative: got -2; expected a price from 0; correct it, or remove the entry: what has no price is shown as unpriced (line 4)`);
  });
});
