import type { Problems } from '../core/errors';
import type { ReplicaScaling, ScoringResources, ServiceProbe, ServiceProbes } from './scoring-options';

/** A probe with all its numbers. */
export interface ProbeNumbers {
  readonly path: string;
  readonly port: number;
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
}

/** The probes of a deployment, complete. */
export type AllProbes = Readonly<Record<keyof ServiceProbes, ProbeNumbers>>;

/** Records amounts that can't be. */
export function checkResources(problems: Problems, resources: ScoringResources): void {
  const { cpuMillicores, cpuLimitMillicores, memoryMib, memoryLimitMib, gpus } = resources;
  const amounts = { cpuMillicores, cpuLimitMillicores, memoryMib, memoryLimitMib, ...(gpus === undefined ? {} : { gpus }) };
  const valid = Object.values(amounts).every((amount) => Number.isInteger(amount) && amount >= 1);
  problems.require(valid, { code: 'ScoringResourcesInvalid', prop: 'resources', rule: 'have an amount that is none', got: amounts, expected: 'whole numbers from 1', fix: 'correct the numbers' });
  if (!valid) return;
  problems.require(memoryLimitMib >= memoryMib, { code: 'MemoryLimitBelowRequest', prop: 'resources.memoryLimitMib', rule: 'is less than what is requested', got: memoryLimitMib, expected: `at least ${memoryMib}`, fix: "raise it, or lower 'memoryMib'" });
  problems.require(cpuLimitMillicores >= cpuMillicores, { code: 'CpuLimitBelowRequest', prop: 'resources.cpuLimitMillicores', rule: 'is less than what is requested', got: cpuLimitMillicores, expected: `at least ${cpuMillicores}`, fix: "raise it, or lower 'cpuMillicores'" });
}

/** Records a number of replicas that can't be. */
export function checkScaling(problems: Problems, scaling: ReplicaScaling): void {
  const { minReplicas, maxReplicas, cpuPercent = 70, podsMetrics = [], scaleDownDelaySeconds = 300 } = scaling;
  const whole = [minReplicas, maxReplicas].every((count) => Number.isInteger(count) && count >= 1);
  problems.require(whole, { code: 'ReplicasInvalid', prop: 'scaling', rule: 'has no number of pods', got: { minReplicas, maxReplicas }, expected: 'whole numbers from 1', fix: 'correct the numbers' });
  problems.require(!whole || minReplicas <= maxReplicas, { code: 'ReplicasReversed', prop: 'scaling.minReplicas', rule: "is more than 'maxReplicas'", got: minReplicas, expected: `at most ${maxReplicas}`, fix: "lower it, or raise 'maxReplicas'" });
  problems.require(Number.isInteger(cpuPercent) && cpuPercent >= 1 && cpuPercent <= 100, { code: 'ScalingCpuInvalid', prop: 'scaling.cpuPercent', rule: 'is not a share of the processors', got: cpuPercent, expected: 'a whole number from 1 to 100', fix: 'correct the number' });
  const names = podsMetrics.map(({ name }) => name);
  problems.require(new Set(names).size === names.length && podsMetrics.every(({ averageValue }) => averageValue > 0), { code: 'PodsMetricInvalid', prop: 'scaling.podsMetrics', rule: 'has a metric twice, or one without a value to reach', got: podsMetrics, expected: 'each metric once, with an average above 0', fix: 'correct it' });
  problems.require(Number.isInteger(scaleDownDelaySeconds) && scaleDownDelaySeconds >= 0 && scaleDownDelaySeconds <= 3600, { code: 'ScaleDownDelayInvalid', prop: 'scaling.scaleDownDelaySeconds', rule: 'is out of range', got: scaleDownDelaySeconds, expected: 'whole seconds from 0 to 3600', fix: 'choose a number in the range' });
}

/** The probes with all their numbers; the startup probe waits half as long again as the model takes. */
export function allProbes(probes: ServiceProbes, port: number, modelLoadSeconds: number): AllProbes {
  const startupPeriod = probes.startup?.periodSeconds ?? 10;
  return {
    startup: complete(probes.startup, '/healthz', port, Math.ceil((modelLoadSeconds * 1.5) / startupPeriod)),
    readiness: complete(probes.readiness, '/readyz', port, 3),
    liveness: complete(probes.liveness, '/healthz', port, 3),
  };
}

function complete(probe: ServiceProbe | undefined, path: string, port: number, failureThreshold: number): ProbeNumbers {
  return { path: probe?.path ?? path, port: probe?.port ?? port, periodSeconds: probe?.periodSeconds ?? 10, timeoutSeconds: probe?.timeoutSeconds ?? 2, failureThreshold: probe?.failureThreshold ?? Math.max(failureThreshold, 3) };
}

/** Records probes that can't succeed, or that stop a pod before its model is loaded. */
export function checkProbes(problems: Problems, probes: AllProbes, ports: readonly number[], modelLoadSeconds: number): void {
  const timed = Number.isInteger(modelLoadSeconds) && modelLoadSeconds >= 1;
  problems.require(timed, { code: 'ModelLoadTimeInvalid', prop: 'modelLoadSeconds', rule: 'is not a time', got: modelLoadSeconds, expected: 'whole seconds from 1', fix: 'say how long the model takes to load, at most' });
  for (const [kind, probe] of Object.entries(probes)) {
    const prop = `probes.${kind}`;
    const { path, port, periodSeconds, timeoutSeconds, failureThreshold } = probe;
    const whole = [periodSeconds, timeoutSeconds].every((value) => Number.isInteger(value) && value >= 1) && (Number.isInteger(failureThreshold) ? failureThreshold >= 1 : !timed);
    problems.require(whole, { code: 'ServiceProbeInvalid', prop, rule: 'has a number out of range', got: { periodSeconds, timeoutSeconds, failureThreshold }, expected: 'whole numbers from 1', fix: 'correct the numbers' });
    problems.require(path.startsWith('/'), { code: 'ServiceProbePathInvalid', prop: `${prop}.path`, rule: 'is not a path', got: path, expected: 'a path that starts with "/"', fix: 'correct it' });
    problems.require(ports.includes(port), { code: 'ServiceProbePortClosed', prop: `${prop}.port`, rule: 'is not a port of the container: the probe can never succeed', got: port, expected: ports.join(', '), fix: 'name one of these, or leave it out' });
    problems.require(!whole || timeoutSeconds < periodSeconds, { code: 'ServiceProbeTimeoutTooLong', prop: `${prop}.timeoutSeconds`, rule: 'is not shorter than the time between two probes', got: timeoutSeconds, expected: `less than ${periodSeconds}`, fix: "lower it, or raise 'periodSeconds'" });
  }
  const budget = probes.startup.periodSeconds * probes.startup.failureThreshold;
  problems.require(!timed || !Number.isInteger(budget) || budget >= modelLoadSeconds, { code: 'StartupBudgetTooShort', prop: 'probes.startup', rule: 'gives up before the model is loaded: the pod would be started again and again', got: `${budget} seconds`, expected: `at least the ${modelLoadSeconds} seconds of 'modelLoadSeconds'`, fix: "raise 'failureThreshold' or 'periodSeconds', or leave them out" });
}

/** Records settings that everybody who reads the deployment would see as secrets. */
export function checkVariables(problems: Problems, variables: Readonly<Record<string, string>>, reserved: readonly string[]): void {
  for (const name of Object.keys(variables)) {
    problems.require(/^[A-Za-z_]\w*$/.test(name) && !reserved.includes(name), { code: 'ServiceVariableInvalid', prop: 'variables', rule: 'has a name that no variable can have, or that the service sets itself', got: name, expected: `letters, digits and "_", not starting with a digit; none of ${reserved.join(', ')}`, fix: 'rename it' });
    problems.require(!/(password|passwd|pwd|secret|token|api_?key|access_?key|account_?key|connection_?string|sas)$/i.test(name), { code: 'ServiceVariableSecret', prop: `variables.${name}`, rule: 'looks like a secret, which everybody who reads the namespace would see', expected: "a secret of the vault, in 'secrets' of the service", fix: 'use the identity of the service, or read the mounted secret' });
  }
}
