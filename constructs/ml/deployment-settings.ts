import { Token } from 'cdktf';
import type { Problems } from '../core/errors';
import { seconds } from './serving-name';

/** The longest that Azure lets a request to a managed deployment take. */
const MAX_REQUEST_SECONDS = 180;

/** How many requests a deployment takes at once, and how long each may take. */
export interface RequestSettings {
  /** 1 to 180. @default 5 */
  readonly timeoutSeconds?: number;
  /** How many requests one instance works on at once. @default 1 */
  readonly maxConcurrentRequestsPerInstance?: number;
}

/** How Azure finds out whether an instance is well. */
export interface ProbeOptions {
  /** How long it waits after the start of the container. @default 10 */
  readonly initialDelaySeconds?: number;
  /** @default 10 */
  readonly periodSeconds?: number;
  /** @default 2 */
  readonly timeoutSeconds?: number;
  /** How often it must succeed in a row; 1 for liveness. @default 1 */
  readonly successThreshold?: number;
  /** How often it must fail in a row. @default 30 */
  readonly failureThreshold?: number;
}

/** Requests as Azure's API has them. */
export interface RequestSettingsBody {
  readonly requestTimeout: string;
  readonly maxConcurrentRequestsPerInstance: number;
}

/** A probe as Azure's API has it. */
export interface ProbeBody {
  readonly initialDelay: string;
  readonly period: string;
  readonly timeout: string;
  readonly successThreshold: number;
  readonly failureThreshold: number;
}

/** Records what is wrong with the settings of requests. */
export function checkRequestSettings(problems: Problems, settings: RequestSettings = {}): void {
  const { timeoutSeconds = 5, maxConcurrentRequestsPerInstance = 1 } = settings;
  problems.require(Number.isInteger(timeoutSeconds) && timeoutSeconds >= 1 && timeoutSeconds <= MAX_REQUEST_SECONDS, { code: 'RequestTimeoutInvalid', prop: 'requestSettings.timeoutSeconds', rule: 'is out of range', got: timeoutSeconds, expected: `whole seconds from 1 to ${MAX_REQUEST_SECONDS}`, fix: 'choose a number in the range, or score in batches' });
  problems.require(Number.isInteger(maxConcurrentRequestsPerInstance) && maxConcurrentRequestsPerInstance >= 1, { code: 'RequestConcurrencyInvalid', prop: 'requestSettings.maxConcurrentRequestsPerInstance', rule: 'is not a number of requests', got: maxConcurrentRequestsPerInstance, expected: 'a whole number from 1', fix: 'correct the number' });
}

/** Records what is wrong with a probe. */
export function checkProbe(problems: Problems, prop: 'livenessProbe' | 'readinessProbe', probe: ProbeOptions | undefined): void {
  if (!probe) return;
  const all = probeNumbers(probe);
  const invalid = Object.entries(all).filter(([, value]) => !Number.isInteger(value) || value < 1).map(([name]) => name);
  problems.require(invalid.length === 0, { code: 'ProbeInvalid', prop, rule: 'has a number out of range', got: all, expected: 'whole numbers from 1', fix: `correct ${invalid.join(', ')}` });
  problems.require(prop === 'readinessProbe' || all.successThreshold === 1, { code: 'ProbeLivenessSuccess', prop: `${prop}.successThreshold`, rule: 'can be nothing else for liveness', got: all.successThreshold, expected: '1', fix: 'leave it out' });
  problems.require(invalid.length > 0 || all.timeoutSeconds <= all.periodSeconds, { code: 'ProbeTimeoutOverPeriod', prop: `${prop}.timeoutSeconds`, rule: 'is longer than the time between two probes', got: all.timeoutSeconds, expected: `at most ${all.periodSeconds}`, fix: "lower it, or raise 'periodSeconds'" });
}

/** Records values that look like secrets: whoever reads the deployment would read them too. */
export function checkEnvironmentVariables(problems: Problems, variables: Readonly<Record<string, string>> = {}): void {
  for (const [name, value] of Object.entries(variables)) {
    problems.require(/^[A-Za-z_]\w*$/.test(name), { code: 'DeploymentVariableInvalid', prop: 'environmentVariables', rule: 'has a name that no variable can have', got: name, expected: 'letters, digits and "_", not starting with a digit', fix: 'rename it' });
    const secret = /(password|passwd|pwd|secret|token|api_?key|access_?key|account_?key|connection_?string|sas)$/i.test(name) && !value.startsWith('${{azureml://connections/');
    problems.require(!secret || value === '', { code: 'DeploymentVariableSecret', prop: `environmentVariables.${name}`, rule: 'looks like a secret, which everybody who reads the deployment would see', expected: 'a reference to a connection of the workspace: ${{azureml://connections/<name>/credentials/…}}', fix: 'use the identity of the endpoint, a connection, or read the vault in the code' });
  }
}

/** Records a number of instances that can't be. */
export function checkInstanceCount(problems: Problems, count: number, prop = 'instanceCount'): void {
  problems.require(Token.isUnresolved(count) || (Number.isInteger(count) && count >= 1), { code: 'InstanceCountInvalid', prop, rule: 'is not a number of instances', got: count, expected: 'a whole number from 1', fix: 'correct the number' });
}

/** The variables as Azure's API has them: Terraform would take references to connections for templates of its own. */
export function environmentVariablesBody(variables: Readonly<Record<string, string>> | undefined): Readonly<Record<string, string>> | undefined {
  return variables && Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, value.replaceAll('${{', () => '$${{')]));
}

/** Requests as Azure's API has them. */
export function requestSettingsBody(settings: RequestSettings = {}): RequestSettingsBody {
  return { requestTimeout: seconds(settings.timeoutSeconds ?? 5), maxConcurrentRequestsPerInstance: settings.maxConcurrentRequestsPerInstance ?? 1 };
}

/** A probe as Azure's API has it. */
export function probeBody(probe: ProbeOptions | undefined): ProbeBody | undefined {
  if (!probe) return undefined;
  const all = probeNumbers(probe);
  return { initialDelay: seconds(all.initialDelaySeconds), period: seconds(all.periodSeconds), timeout: seconds(all.timeoutSeconds), successThreshold: all.successThreshold, failureThreshold: all.failureThreshold };
}

function probeNumbers(probe: ProbeOptions): Required<ProbeOptions> {
  return { initialDelaySeconds: probe.initialDelaySeconds ?? 10, periodSeconds: probe.periodSeconds ?? 10, timeoutSeconds: probe.timeoutSeconds ?? 2, successThreshold: probe.successThreshold ?? 1, failureThreshold: probe.failureThreshold ?? 30 };
}
