import { homedir, hostname, tmpdir } from 'node:os';
import { resolve } from 'node:path';
import type { Environment } from '../../environments';
import { checkedEnvironment } from '../../environments';
import dev from '../../environments/dev';
import prod from '../../environments/prod';
import { addressesOf } from '../support/addresses';
import { synthesiseRepository, synthesisedLandscape } from '../support/landscape';
import { textsOf } from './landscape-of';

const addresses = (environment: Environment): Record<string, string[]> => Object.fromEntries(Object.entries(textsOf(environment)).map(([stack, text]) => [stack, addressesOf(text)]));

/** The same settings, with the keys of every block in the opposite order; lists keep theirs. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([key, child]) => [key, reversed(child)]));
}

function withVariables<T>(variables: Readonly<Record<string, string | undefined>>, call: () => T): T {
  const before = { ...process.env };
  const set = (values: Readonly<Record<string, string | undefined>>): void => {
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  };
  set(variables);
  try {
    return call();
  } finally {
    set(Object.fromEntries(Object.keys(variables).map((name) => [name, before[name]])));
  }
}

describe('synthesising', () => {
  test('twice gives the same bytes', () => {
    expect(synthesiseRepository()).toEqual(synthesisedLandscape());
  });

  test.each([
    ['another time zone and language', { TZ: 'Pacific/Auckland', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }],
    ['neither', { TZ: undefined, LANG: undefined, LC_ALL: undefined }],
    ['a subscription for Terraform itself', { ARM_SUBSCRIPTION_ID: '11111111-2222-4333-8444-000000000001', ARM_TENANT_ID: '11111111-2222-4333-8444-000000000002', ARM_USE_OIDC: 'true' }],
    ['another folder for the output of cdktf', { CDKTF_OUTDIR: '/somewhere/else' }],
  ])('with %s gives the same bytes', (_, variables) => {
    expect(withVariables(variables, synthesiseRepository)).toEqual(synthesisedLandscape());
  });

  test.each([
    ['dev', dev],
    ['prod', prod],
  ])('%s with its settings in another order gives the same resources', (name, environment) => {
    const turned = checkedEnvironment(reversed(environment), name);
    expect(Object.keys(turned.compute.cpuClusters)).toEqual(Object.keys(environment.compute.cpuClusters).reverse());
    expect(addresses(turned)).toEqual(addresses(checkedEnvironment(environment, name)));
  });

  test('leaves no trace of the machine', () => {
    const traces = [resolve(__dirname, '../..'), homedir(), tmpdir(), 'node_modules', ...(hostname().length > 5 ? [hostname()] : [])];
    // Pods have a folder of that name.
    const found = Object.entries(synthesisedLandscape()).map(([stack, text]) => [stack, text.replaceAll('"mount_path": "/tmp"', '')] as const).flatMap(([stack, text]) => traces.filter((trace) => text.includes(`${trace}/`) || text.includes(`"${trace}`)).map((trace) => `${stack}: ${trace}`));
    expect(found).toEqual([]);
  });

  test('leaves no time and nothing random', () => {
    const found = Object.entries(synthesisedLandscape()).flatMap(([stack, text]) => [...text.matchAll(/"[^"]*\d{4}-\d{2}-\d{2}T\d{2}:[^"]*"/g)].map(([time]) => `${stack}: ${time}`));
    expect(found).toEqual(['dev', 'test', 'prod'].map((environment) => `${environment}-platform: "2026-12-01T00:00:00Z"`));
  });

  test('writes no secret: nothing that is called one has a value of its own', () => {
    const named = /"([a-z_]*(?:password|secret|access_key|connection_string|sas_token|private_key)[a-z_]*)": "([^"]*)"/g;
    const found = Object.entries(synthesisedLandscape()).flatMap(([stack, text]) => [...text.matchAll(named)].filter(([, name]) => name !== 'secret_rotation_interval').map(([setting]) => `${stack}: ${setting}`));
    expect(found).toEqual([]);
  });
});
