import type { RetrainingCalls, WorkflowRequest } from './retraining-target';

/** The version of the API of queues, which tokens of Entra need to be said. */
const HEADERS = { 'x-ms-version': '2024-11-04' } as const;

/** What tokens for storage are for, in all clouds. */
const STORAGE = { type: 'ManagedServiceIdentity', audience: 'https://storage.azure.com/' } as const;

/** How often it looks whether the training has ended. */
const PAUSE_MINUTES = 10;

const MINUTES_PER_HOUR = 60;

/** What the workflow of a trigger is made of. */
export interface RetrainingWorkflowOptions {
  /** The address of the queue. */
  readonly queueUri: string;
  readonly calls: RetrainingCalls;
  readonly minimumHours: number;
  readonly maximumTrainingHours: number;
}

type Succeeded = readonly ['Succeeded'];

interface HttpAction {
  readonly type: 'Http';
  readonly inputs: WorkflowRequest;
  readonly runAfter: Readonly<Record<string, Succeeded>>;
}

interface UntilAction {
  readonly type: 'Until';
  readonly expression: string;
  readonly limit: { readonly count: number; readonly timeout: string };
  readonly actions: {
    readonly Pause: { readonly type: 'Wait'; readonly inputs: { readonly interval: { readonly count: number; readonly unit: 'Minute' } }; readonly runAfter: Readonly<Record<string, Succeeded>> };
    readonly Look: HttpAction;
  };
  readonly runAfter: Readonly<Record<string, Succeeded>>;
}

/** A workflow in the language of Logic Apps, as far as triggers need it. */
export interface RetrainingWorkflow {
  readonly $schema: string;
  readonly contentVersion: string;
  readonly triggers: {
    readonly Every: {
      readonly type: 'Recurrence';
      readonly recurrence: { readonly frequency: 'Hour'; readonly interval: number };
      readonly runtimeConfiguration: { readonly concurrency: { readonly runs: 1; readonly maximumWaitingRuns: 1 } };
    };
  };
  readonly actions: {
    readonly Count: HttpAction;
    readonly Found: {
      readonly type: 'If';
      readonly expression: { readonly and: readonly [{ readonly greater: readonly [string, 0] }] };
      readonly actions: { readonly Start: HttpAction; readonly Forget: HttpAction; readonly Ended: UntilAction };
      readonly runAfter: Readonly<Record<string, Succeeded>>;
    };
  };
}

/** Looks into the queue; if something is there, starts the target, empties the queue and waits for the end. One run at a time. */
export function retrainingWorkflow({ queueUri, calls, minimumHours, maximumTrainingHours }: RetrainingWorkflowOptions): RetrainingWorkflow {
  const http = (inputs: WorkflowRequest, after?: string): HttpAction => ({ type: 'Http', inputs, runAfter: afterSuccess(after) });
  return {
    $schema: 'https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#',
    contentVersion: '1.0.0.0',
    triggers: { Every: { type: 'Recurrence', recurrence: { frequency: 'Hour', interval: minimumHours }, runtimeConfiguration: { concurrency: { runs: 1, maximumWaitingRuns: 1 } } } },
    actions: {
      Count: http({ method: 'GET', uri: `${queueUri}?comp=metadata`, headers: HEADERS, authentication: STORAGE }),
      Found: {
        type: 'If',
        expression: { and: [{ greater: ["@int(coalesce(outputs('Count')?['headers']?['x-ms-approximate-messages-count'], '0'))", 0] }] },
        actions: {
          Start: http(calls.start),
          // What is found from here on is about the model before, or comes again with the next run of the monitor.
          Forget: http({ method: 'DELETE', uri: `${queueUri}/messages`, headers: HEADERS, authentication: STORAGE }, 'Start'),
          Ended: {
            type: 'Until',
            expression: calls.ended,
            limit: { count: Math.min(5000, (maximumTrainingHours * MINUTES_PER_HOUR) / PAUSE_MINUTES), timeout: `PT${maximumTrainingHours}H` },
            actions: { Pause: { type: 'Wait', inputs: { interval: { count: PAUSE_MINUTES, unit: 'Minute' } }, runAfter: {} }, Look: http(calls.look, 'Pause') },
            runAfter: afterSuccess('Forget'),
          },
        },
        runAfter: afterSuccess('Count'),
      },
    },
  };
}

function afterSuccess(action: string | undefined): Readonly<Record<string, Succeeded>> {
  return action === undefined ? {} : { [action]: ['Succeeded'] };
}
