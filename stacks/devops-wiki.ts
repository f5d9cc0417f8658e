import type { Environment, SharedSettings } from '../environments/schema';
import { CONNECTION_PURPOSES, connectionName, stacksOf } from '../pipelines/landscape';
import type { PipelineSet } from '../pipelines/landscape';
import { connectionRoles } from './devops-roles';

const HEAD = '> Written from the infrastructure repository. A change that is made here is overwritten: make it there.';

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

/** The pages of the wiki that are written from the landscape itself, so that they can't fall behind it. */
export function wikiPages(environments: readonly Environment[], shared: SharedSettings, sets: readonly PipelineSet[]): Record<string, string> {
  return { Architecture: architecture(environments, shared, sets), 'Run book': runBook(environments) };
}

function architecture(environments: readonly Environment[], shared: SharedSettings, sets: readonly PipelineSet[]): string {
  const roles = environments.flatMap((environment) =>
    CONNECTION_PURPOSES.flatMap((purpose) => connectionRoles(purpose, environment, shared).map(({ role, where, reason }) => [connectionName(environment.name, purpose), role.name, where, reason])),
  );
  return [
    HEAD,
    '# Environments',
    table(['Environment', 'Stage', 'Region', 'Reached', 'Stacks, in their order'], environments.map((environment) => [environment.name, environment.stage, environment.location, environment.access.publicNetworkAccessEnabled ? 'from allowed addresses' : 'privately', stacksOf(environment).join(', ')])),
    'All of them share the storage account of the states and the ML registry that models go through (`shared-state`, `shared-registry`).',
    '# Pipelines',
    table(['Pipeline', 'Repository', 'What it does'], sets.flatMap(({ repository, pipelines }) => pipelines.map(({ name, description }) => [name, repository, description]))),
    '# What pipelines may do in Azure',
    'Pipelines sign in by workload identity federation. Each connection has an identity of its own, and there is no secret.',
    table(['Connection', 'Role', 'On', 'Why'], roles),
    '',
  ].join('\n\n');
}

function runBook(environments: readonly Environment[]): string {
  const production = environments.filter(({ stage }) => stage === 'production').map(({ name }) => name);
  return [
    HEAD,
    '# Change the infrastructure',
    '1. Push a branch, open a pull request, link a work item.\n2. Read the review that `infra-pr` posts: what is made, changed, replaced and destroyed in each environment.\n3. Complete the pull request. `infra-deploy` plans each stack again, waits for the approval of its environment, and applies exactly that plan.',
    '# Release a model',
    `1. \`model-train\` registers a model that is better than the registered one, and builds its image.\n2. Approve its way through ${environments.map(({ name }) => name).join(', ')}. ${production.length > 0 ? `Whoever starts a run can't approve ${production.join(' and ')} alone.` : ''}\n3. Watch the steps of the rollout; a metric out of its limits rolls it back by itself.`,
    '# Roll back a model',
    '1. Run the release of the digest that was there before: its image and model are still registered.\n2. Open a bug with the run, the metric and the time. Stop `retrain` until it is closed, if the data is the reason.',
    '# When a deployment fails',
    '1. Nothing is half done on purpose: run the failed stage again, which plans anew and asks again.\n2. A state that is locked by a run that died: `terraform force-unlock` with the id in the log, after the run is surely over.\n3. A plan that wants to destroy what holds data is held by `prevent_destroy`. Find out why before anything else.',
    '# When `infra-drift` finds something',
    '1. The work item lists what was changed by hand. Take the change over into the code, or run `infra-deploy` to undo it.\n2. Close the work item. The next drift opens another.',
    '# When retraining starts too often',
    '1. Look at the drift report: which feature, since when.\n2. Ask the owner of the data. Change the reference data only by a pull request, with the reason.',
    '# When somebody joins or leaves',
    'Change the Entra groups. Nobody has a role of their own, in Azure or here.',
    '',
  ].join('\n\n');
}
