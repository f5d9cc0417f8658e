import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../../constructs/core/errors';
import { rolloutCommand } from '../../../tools/rollout/command';

const ROOT = join(__dirname, '..', '..', '..');
const PLAN = {
  service: 'prices',
  namespace: 'serving',
  minRequests: 100,
  steps: [
    { name: 'dark', candidatePercent: 0 },
    { name: 'ten', candidatePercent: 10, pauseMinutes: 30, requestsQuery: 'requests', gates: [{ metric: 'errorPercent', atMost: 1, query: 'errors' }, { metric: 'latencyP95Milliseconds', atMost: 200, query: 'latency' }] },
  ],
};

let folder: string;
let server: Server;
let endpoint: string;
/** What the server says, by query: values, or a whole answer. */
let answers: Record<string, readonly string[] | number>;
let authorization: string | undefined;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollout-'));
  writeFileSync(join(folder, 'rollout.json'), JSON.stringify(PLAN));
  server = createServer((request, response) => {
    authorization = request.headers.authorization;
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      const given = answers[new URLSearchParams(body).get('query') ?? ''] ?? [];
      if (typeof given === 'number') response.writeHead(given).end('<html>');
      else response.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result: given.map((value) => ({ metric: {}, value: [1, value] })) } }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

async function rollout(args: readonly string[], token?: string): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    const { output, exitCode } = await rolloutCommand(args, token);
    return { code: exitCode, stdout: output, stderr: '' };
  } catch (error) {
    return { code: 1, stdout: '', stderr: error instanceof UserError ? error.message : `unexpected: ${String(error)}` };
  }
}

const check = (step: string): ReturnType<typeof rollout> => rollout(['--plan', join(folder, 'rollout.json'), '--step', step, '--prometheus', endpoint]);

describe('npm run rollout', () => {
  test('lets a step go on whose gates hold', async () => {
    answers = { requests: ['250'], errors: ['0.5'], latency: ['200'] };
    expect(await check('ten')).toEqual({ code: 0, stderr: '', stdout: 'Step ten may go on\n  pass  errorPercent: 0.5, at most 1\n  pass  latencyP95Milliseconds: 200, at most 200\n' });
  });

  test('lets a step go on that has no gates', async () => {
    expect(await check('dark')).toEqual({ code: 0, stderr: '', stdout: 'Step dark may go on\n' });
  });

  test.each([
    ['a metric above its limit', { errors: ['1.01'] }, 'FAIL  errorPercent: 1.01, at most 1'],
    ['a metric that is missing', { errors: [] }, 'FAIL  errorPercent: missing, at most 1'],
    ['a metric that is no number', { errors: ['NaN'] }, 'FAIL  errorPercent: NaN, at most 1'],
    ['an endless metric', { latency: ['+Inf'] }, 'FAIL  latencyP95Milliseconds: NaN, at most 200'],
  ])('takes back a step with %s', async (_, changed, line) => {
    answers = { requests: ['250'], errors: ['0'], latency: ['90'], ...changed };
    const { code, stdout } = await check('ten');
    expect([code, stdout]).toEqual([3, expect.stringContaining(line)]);
  });

  test.each([
    ['too few requests', ['99'], '99'],
    ['no requests', [], 'none'],
    ['a count that is no number', ['NaN'], 'NaN'],
  ])('waits on %s', async (_, requests, seen) => {
    answers = { requests, errors: ['0'], latency: ['90'] };
    const { code, stdout } = await check('ten');
    expect([code, stdout.split('\n')[0]]).toEqual([4, `Step ten has seen too few requests: ${seen} of 100`]);
  });

  test('passes the token on, and prints JSON', async () => {
    answers = { requests: ['250'], errors: ['0'], latency: ['90'] };
    const { stdout } = await rollout(['--plan', join(folder, 'rollout.json'), '--step', 'ten', '--prometheus', `${endpoint}/`, '--json'], 'abc');
    expect([authorization, JSON.parse(stdout)]).toEqual(['Bearer abc', {
      step: 'ten', verdict: 'passed', requests: 250,
      gates: [{ metric: 'errorPercent', atMost: 1, value: 0, passed: true }, { metric: 'latencyP95Milliseconds', atMost: 200, value: 90, passed: true }],
    }]);
  });

  test('ends with its exit code', () => {
    const { status, stderr } = spawnSync('node', ['--require', 'ts-node/register', 'tools/rollout.ts', '--plan', 'nowhere.json'], { cwd: ROOT, encoding: 'utf8' });
    expect([status, stderr]).toEqual([1, `[RolloutFileMissing] '--plan' can't be read: got "nowhere.json"; expected a file; fetch it from the cluster\n`]);
  });

  test('lists the steps', async () => {
    expect((await rollout(['--plan', join(folder, 'rollout.json'), '--steps'])).stdout).toBe('dark\nten\n');
  });

  test('fails where the server refuses', async () => {
    answers = { requests: 403 };
    const { code, stderr } = await check('ten');
    expect([code, stderr]).toEqual([1, `[PrometheusRefused] '--prometheus' refused a query: got HTTP 403; expected 200; check PROMETHEUS_TOKEN and the role Monitoring Data Reader`]);
  });

  test('fails where the server is not Prometheus', async () => {
    answers = { requests: 200 };
    const { code, stderr } = await check('ten');
    expect([code, stderr]).toEqual([1, expect.stringContaining(`[PrometheusAnswer] '--prometheus' gave no answer that can be read`)]);
  });

  test('fails where a query gives several numbers', async () => {
    answers = { requests: ['1', '2'] };
    const { code, stderr } = await check('ten');
    expect([code, stderr]).toEqual([1, `[PrometheusAmbiguous] '--prometheus' answered with 2 numbers: expected one; the query doesn't aggregate: requests`]);
  });

  test.each([
    ['nobody answers', ['--plan', 'PLAN', '--step', 'ten', '--prometheus', 'http://127.0.0.1:1'], `[PrometheusUnreachable] '--prometheus' doesn't answer`],
    ['the step is unknown', ['--plan', 'PLAN', '--step', 'all', '--prometheus', 'http://127.0.0.1:1'], `[RolloutStepMissing] '--step' is no step of the rollout: got "all"; expected one of dark, ten; correct it`],
    ['an option is missing', ['--plan', 'PLAN'], `[RolloutOptionMissing] '--step' is missing: expected the name of a step; see --help`],
    ['the file is missing', ['--plan', 'nowhere.json'], `[RolloutFileMissing] '--plan' can't be read: got "nowhere.json"; expected a file; fetch it from the cluster`],
    ['the file is not JSON', ['--plan', 'README.md'], `[RolloutUnreadable] 'README.md' is not JSON: expected the rollout.json of a ServiceRollout; fetch it again`],
    ['the file is something else', ['--plan', 'package.json'], `[RolloutInvalid] 'package.json' is not a rollout: `],
  ])('fails where %s', async (_, args, message) => {
    const { code, stderr } = await rollout(args.map((arg) => (arg === 'PLAN' ? join(folder, 'rollout.json') : arg)));
    expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
  });
});
