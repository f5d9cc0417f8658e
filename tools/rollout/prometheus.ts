import { z } from 'zod';
import { UserError } from '../../constructs/core/errors';
import type { Ask } from './judge';

const answer = z.object({
  status: z.literal('success'),
  data: z.object({ resultType: z.literal('vector'), result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })) }),
});

/** After how many milliseconds a query is given up. */
const TIMEOUT_MILLISECONDS = 30_000;

/**
 * Asks a Prometheus server, or the query endpoint of an Azure Monitor workspace.
 *
 * @param token bearer token, where the server wants one
 * @throws UserError where it doesn't answer, or answers with more than one number
 * @see https://learn.microsoft.com/azure/azure-monitor/metrics/prometheus-api-promql
 */
export function prometheus(endpoint: string, token?: string): Ask {
  return async (query) => {
    const response = await fetch(new URL('api/v1/query', endpoint.endsWith('/') ? endpoint : `${endpoint}/`), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: new URLSearchParams({ query }),
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    }).catch((error: unknown) => {
      throw new UserError(`[PrometheusUnreachable] '--prometheus' doesn't answer: got ${error instanceof Error ? error.message : String(error)}; expected a query endpoint; check address and network`);
    });
    if (!response.ok) throw new UserError(`[PrometheusRefused] '--prometheus' refused a query: got HTTP ${response.status}; expected 200; check PROMETHEUS_TOKEN and the role Monitoring Data Reader`);
    const read = answer.safeParse(await response.json().catch(() => undefined));
    if (!read.success) throw new UserError(`[PrometheusAnswer] '--prometheus' gave no answer that can be read: got ${read.error.issues[0]?.message ?? 'nothing'}; expected a vector; check the address`);
    const { result } = read.data.data;
    if (result.length > 1) throw new UserError(`[PrometheusAmbiguous] '--prometheus' answered with ${result.length} numbers: expected one; the query doesn't aggregate: ${query}`);
    const [only] = result;
    return only === undefined ? undefined : Number(only.value[1]);
  };
}
