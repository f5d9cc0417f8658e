import type { IConstruct } from 'constructs';
import { fail } from '../core/errors';

/** Nodes that took longer to start than that, from their allocation to the end of their start task. */
export function slowNodeStarts(aboveMinutes: number): string {
  return `${NODE_STARTS}\n| where Minutes > ${aboveMinutes}`;
}

/** Nodes of clusters that started, and how long each took. */
export const NODE_STARTS = [
  'AmlComputeClusterNodeEvent',
  '| where isnotnull(StartTaskEndTime) and isnotnull(ResizeStartTime)',
  "| summarize Minutes = max(datetime_diff('minute', StartTaskEndTime, ResizeStartTime)) by ClusterName, NodeId, VmSize",
].join('\n');

/** Jobs on clusters that failed, the last one first. */
export const FAILED_JOBS = [
  'AmlComputeJobEvent',
  "| where EventType == 'JobFailed'",
  '| project TimeGenerated, JobName, ExperimentName, ErrorDetails',
  '| order by TimeGenerated desc',
].join('\n');

/** Fails where the time is none. */
export function checkSlowNodeStart(where: IConstruct, minutes: number | undefined): void {
  if (minutes !== undefined && !(Number.isInteger(minutes) && minutes >= 1)) fail(where, { code: 'SlowNodeStartInvalid', prop: 'slowNodeStartMinutes', rule: 'is not a time that nodes can take', got: minutes, expected: 'whole minutes from 1', fix: 'correct the number, or leave it out' });
}
