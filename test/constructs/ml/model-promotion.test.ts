import type { TerraformStack } from 'cdktf';
import { TerraformOutput } from 'cdktf';
import { IsolationMode } from '../../../constructs/ml/managed-network';
import { MlRegistry } from '../../../constructs/ml/ml-registry';
import type { ModelPromotionProps } from '../../../constructs/ml/model-promotion';
import { ModelPromotion } from '../../../constructs/ml/model-promotion';
import type { PromotionStages, RequiredMetric } from '../../../constructs/ml/promotion-stage';
import { MetricDirection } from '../../../constructs/ml/promotion-stage';
import { Workspace } from '../../../constructs/ml/workspace';
import type { IWorkspace } from '../../../constructs/ml/workspace-base';
import { LOCATION, problemsOf, SUBSCRIPTION_ID, synthesise, testResourceGroup } from '../../support/template';
import { identity } from './fixtures';

const GROUP = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-shared/providers/Microsoft.MachineLearningServices`;
const REGISTRY_ID = `${GROUP}/registries/mlr-shared`;
const APPROVERS = 'cccccccc-0000-4000-8000-000000000001';
const ISSUER = 'https://token.actions.githubusercontent.com';

const AUC: RequiredMetric = { name: 'auc', direction: MetricDirection.HIGHER_IS_BETTER, threshold: 0.8 };
const LATENCY: RequiredMetric = { name: 'latency_p95', direction: MetricDirection.LOWER_IS_BETTER, threshold: 200 };

const credential = (stage: string): { issuer: string; subject: string } => ({ issuer: ISSUER, subject: `repo:contoso/churn:environment:${stage}` });

const STAGES: PromotionStages = {
  dev: { metrics: [AUC], pipelineCredential: credential('dev') },
  test: { metrics: [{ ...AUC, threshold: 0.82 }, LATENCY], pipelineCredential: credential('test') },
  prod: { metrics: [{ ...AUC, threshold: 0.82 }, { ...LATENCY, threshold: 150 }], approvals: { groupObjectIds: [APPROVERS] }, pipelineCredential: credential('prod') },
};

function workspace(stack: TerraformStack, name: string): IWorkspace {
  return Workspace.fromWorkspaceId(stack, name, `${GROUP}/workspaces/mlw-${name}`, { location: LOCATION, isolationMode: IsolationMode.ALLOW_ONLY_APPROVED_OUTBOUND });
}

function promotion(stack: TerraformStack, stages: PromotionStages = STAGES, props: Partial<ModelPromotionProps> = {}): ModelPromotion {
  const registry = MlRegistry.fromRegistryId(stack, 'Registry', REGISTRY_ID, { regions: ['westeurope'] });
  return new ModelPromotion(stack, 'Churn', { modelName: 'churn', registry, resourceGroup: testResourceGroup(stack), stages, ...props });
}

const failing = (stages: Partial<PromotionStages>, props: Partial<ModelPromotionProps> = {}): string => problemsOf((stack) => promotion(stack, { ...STAGES, ...stages }, props));

/** Who has which role on what, by the ends of their names. */
function grantsOf(blocks: Readonly<Record<string, Readonly<Record<string, unknown>>>>): string[] {
  const roles: Readonly<Record<string, string>> = { 'acdd72a7-3385-48ef-bd42-f606fba81ae7': 'Reader', '1823dd4f-9b8c-4ab6-ab4e-7397a3684615': 'AzureML Registry User', 'f6c7c914-8db3-469d-8ca1-694a8f32e121': 'AzureML Data Scientist' };
  return Object.values(blocks).map(({ principal_id, role_definition_id, scope }) => `${/Churn(Dev|Test|Prod)|bbbb/.exec(String(principal_id))?.[0]}: ${roles[String(role_definition_id).split('/').at(-1) ?? '']} on ${String(scope).split('/').at(-1)}`).sort();
}

describe('ModelPromotion', () => {
  test('gives each stage a pipeline identity: dev may register, the others may read', () => {
    const template = synthesise((stack) => promotion(stack));
    expect(template.counts).toEqual({ azurerm_federated_identity_credential: 3, azurerm_resource_group: 1, azurerm_role_assignment: 3, azurerm_user_assigned_identity: 3 });
    expect(Object.values(template.resources('azurerm_user_assigned_identity')).map(({ name }) => name)).toEqual(['id-mlops-dev-we-promote-churn-dev', 'id-mlops-dev-we-promote-churn-prod', 'id-mlops-dev-we-promote-churn-test']);
    expect(Object.values(template.resources('azurerm_federated_identity_credential')).map(({ name, issuer, subject, audience }) => ({ name, issuer, subject, audience }))).toEqual(['dev', 'prod', 'test'].map((stage) => ({ name: `pipeline-${stage}`, ...credential(stage), audience: ['api://AzureADTokenExchange'] })));
    expect(grantsOf(template.resources('azurerm_role_assignment'))).toEqual(['ChurnDev: AzureML Registry User on mlr-shared', 'ChurnProd: Reader on mlr-shared', 'ChurnTest: Reader on mlr-shared']);
  });

  test('gives pipelines their role in the workspace of their stage alone', () => {
    const template = synthesise((stack) => promotion(stack, {
      dev: { ...STAGES.dev, workspace: workspace(stack, 'dev') },
      test: { ...STAGES.test, workspace: workspace(stack, 'test') },
      prod: { ...STAGES.prod, workspace: workspace(stack, 'prod') },
    }));
    expect(grantsOf(template.resources('azurerm_role_assignment'))).toEqual([
      'ChurnDev: AzureML Registry User on mlr-shared',
      'ChurnDev: Reader on mlw-dev',
      'ChurnProd: AzureML Data Scientist on mlw-prod',
      'ChurnProd: Reader on mlr-shared',
      'ChurnTest: AzureML Data Scientist on mlw-test',
      'ChurnTest: Reader on mlr-shared',
    ]);
  });

  test('uses the identity that a pipeline has already', () => {
    const template = synthesise((stack) => promotion(stack, { ...STAGES, prod: { ...STAGES.prod, pipelineCredential: undefined, identity: identity(stack, 'Release') } }));
    expect(template.counts).toMatchObject({ azurerm_federated_identity_credential: 2, azurerm_user_assigned_identity: 2 });
    expect(grantsOf(template.resources('azurerm_role_assignment'))).toContain('bbbb: Reader on mlr-shared');
  });

  test('says in JSON what must hold', () => {
    const template = synthesise((stack) => {
      const stages = { ...STAGES, prod: { ...STAGES.prod, approvals: { groupObjectIds: [APPROVERS], minimumCount: 2 }, workspace: workspace(stack, 'prod') } };
      new TerraformOutput(stack, 'contract', { value: JSON.stringify(promotion(stack, stages, { additionalLineageTags: ['owner'] })) });
    });
    const { contract } = template.json['output'] as { contract: { value: string } };
    expect(JSON.parse(contract.value)).toEqual({
      schemaVersion: 1,
      model: 'churn',
      registry: { id: REGISTRY_ID, name: 'mlr-shared' },
      lineageTags: ['commit', 'dataVersion', 'runId', 'owner'],
      stages: [
        { stage: 'dev', after: null, registryAccess: 'register', pipelineClientId: expect.stringMatching(/_ChurnDev_\w+\.client_id\}$/), workspaceId: null, metrics: [{ ...AUC, comparison: '>=' }], approvals: null },
        { stage: 'test', after: 'dev', registryAccess: 'read', pipelineClientId: expect.stringMatching(/_ChurnTest_/), workspaceId: null, metrics: [{ ...AUC, threshold: 0.82, comparison: '>=' }, { ...LATENCY, comparison: '<=' }], approvals: null },
        { stage: 'prod', after: 'test', registryAccess: 'read', pipelineClientId: expect.stringMatching(/_ChurnProd_/), workspaceId: `${GROUP}/workspaces/mlw-prod`, metrics: [{ ...AUC, threshold: 0.82, comparison: '>=' }, { ...LATENCY, threshold: 150, comparison: '<=' }], approvals: { groupObjectIds: [APPROVERS], minimumCount: 2, authorMayApprove: false } },
      ],
    });
  });

  test('fails with a gate that lets every model through', () => {
    expect(failing({ dev: { ...STAGES.dev, metrics: [] } })).toBe("[PromotionMetricsEmpty] 'stages.dev.metrics' lets every model through: got []; expected at least one metric; say what a model has to reach (at test/Churn)");
  });

  test('fails without the metric of an earlier stage', () => {
    expect(failing({ prod: { ...STAGES.prod, metrics: [AUC] } })).toBe(
      `2 problems (at test/Churn):
  - [PromotionThresholdLooser] 'stages.prod.metrics, "auc"' is looser than in 'test': got 0.8; expected at least 0.82; tighten it, or loosen 'test'
  - [PromotionMetricMissing] 'stages.prod.metrics' lacks a metric that 'test' requires: got ["auc"]; expected a list with "latency_p95"; add the metric, or leave it out of 'test'`,
    );
  });

  test('fails with a later stage that takes a slower model, or turns the direction', () => {
    const prod = (latency: RequiredMetric): PromotionStages['prod'] => ({ ...STAGES.prod, metrics: [{ ...AUC, threshold: 0.9 }, latency] });
    expect(failing({ prod: prod({ ...LATENCY, threshold: 300 }) })).toBe(`[PromotionThresholdLooser] 'stages.prod.metrics, "latency_p95"' is looser than in 'test': got 300; expected at most 200; tighten it, or loosen 'test' (at test/Churn)`);
    expect(failing({ prod: prod({ ...LATENCY, direction: MetricDirection.HIGHER_IS_BETTER }) })).toBe(`[PromotionDirectionChanged] 'stages.prod.metrics, "latency_p95"' turns the direction that the metric has in 'test': got "higherIsBetter"; expected lowerIsBetter; use the same direction in all stages (at test/Churn)`);
  });

  test('fails where equal is better, and with thresholds that are no numbers', () => {
    const fromFile = JSON.parse('{ "name": "auc", "direction": "equalIsBetter", "threshold": null }') as RequiredMetric;
    expect(failing({ prod: { ...STAGES.prod, metrics: [...STAGES.prod.metrics, { ...fromFile, name: 'gini' }, { ...LATENCY, name: 'drift', threshold: Number.NaN }] } })).toBe(
      `3 problems (at test/Churn):
  - [PromotionDirectionInvalid] 'stages.prod.metrics[2].direction' does not say which of two different values is better: got "equalIsBetter"; expected higherIsBetter, lowerIsBetter; choose one; a value that equals the threshold passes with both
  - [PromotionThresholdInvalid] 'stages.prod.metrics[2].threshold' is not a number: got "null"; expected a finite number; write the worst value that passes
  - [PromotionThresholdInvalid] 'stages.prod.metrics[3].threshold' is not a number: got "NaN"; expected a finite number; write the worst value that passes`,
    );
  });

  test('fails with metrics twice or without a name', () => {
    expect(failing({ prod: { ...STAGES.prod, metrics: [...STAGES.prod.metrics, LATENCY, { ...AUC, name: '' }] } })).toBe(
      `2 problems (at test/Churn):
  - [PromotionMetricTwice] 'stages.prod.metrics[2].name' is in the gate already: got "latency_p95"; expected each metric once; leave one of the two out
  - [PromotionMetricNameInvalid] 'stages.prod.metrics[3].name' is not the name of a metric: got ""; expected 1 to 250 characters: letters, digits, spaces, "_", "-", "." and "/", starting with a letter, digit or "_"; write the name that the run logs`,
    );
  });

  test('fails to reach production without approval', () => {
    expect(failing({ prod: { ...STAGES.prod, approvals: undefined } })).toBe("[PromotionApprovalsRequired] 'stages.prod.approvals' is required before production: got nothing; expected at least one group of approvers; name the Entra group of those who may approve (at test/Churn)");
    expect(failing({ prod: { ...STAGES.prod, approvals: { groupObjectIds: [] } } })).toBe("[PromotionApproversEmpty] 'stages.prod.approvals.groupObjectIds' has no group, so nobody could approve: got []; expected at least one group; name a group, or leave 'approvals' out before production (at test/Churn)");
  });

  test('fails with all that is wrong with approvals', () => {
    expect(failing({ prod: { ...STAGES.prod, approvals: { groupObjectIds: ['Release managers', APPROVERS, APPROVERS.toUpperCase()], minimumCount: 0 } } })).toBe(
      `3 problems (at test/Churn):
  - [PromotionApproverInvalid] 'stages.prod.approvals.groupObjectIds[0]' is not a GUID: got "Release managers"; expected the object id of an Entra group; copy it from \`az ad group show\`, not the name of the group
  - [PromotionApproverTwice] 'stages.prod.approvals.groupObjectIds[2]' is in the list already: got "${APPROVERS.toUpperCase()}"; expected each group once; leave one of the two out
  - [PromotionApprovalCountInvalid] 'stages.prod.approvals.minimumCount' is out of range: got 0; expected a whole number from 1 to 10; choose a number in the range`,
    );
  });

  test('fails with the name of no model, and with lineage tags that are none or there already', () => {
    expect(failing({}, { modelName: 'churn:3', additionalLineageTags: ['runId', '1st', 'owner', 'owner'] })).toBe(
      `4 problems (at test/Churn):
  - [PromotionModelNameInvalid] 'modelName' is not the name of a model: got "churn:3"; expected 1 to 255 characters: letters, digits, "_" and "-", starting with a letter or digit; write the name that the model is registered under, without its version
  - [PromotionLineageTagTwice] 'additionalLineageTags[0]' is required already: got "runId"; expected tags other than commit, dataVersion, runId, each once; leave it out
  - [PromotionLineageTagInvalid] 'additionalLineageTags[1]' is not the name of a tag: got "1st"; expected 1 to 255 characters: letters, digits, "_", "-" and ".", starting with a letter; write the name of the tag, not its value
  - [PromotionLineageTagTwice] 'additionalLineageTags[3]' is required already: got "owner"; expected tags other than commit, dataVersion, runId, each once; leave it out`,
    );
  });

  test('fails with pipelines that nobody, or the pipeline of another stage, can be', () => {
    expect(failing({ dev: { metrics: [AUC] }, test: { ...STAGES.test, pipelineCredential: credential('prod') } })).toBe(
      `2 problems (at test/Churn):
  - [PromotionPipelineInvalid] 'stages.dev.pipelineCredential' must be given where 'identity' isn't, and only there: got nothing; expected one of 'pipelineCredential' and 'identity'; say who signs in, or pass an identity
  - [PromotionSubjectShared] 'stages.prod.pipelineCredential.subject' would let the pipeline of 'test' in: expected a subject of its own for each stage; use the subject of the environment, or of the service connection, of this stage`,
    );
  });

  test('fails with an identity or a workspace that two stages share', () => {
    expect(problemsOf((stack) => {
      const shared = { pipelineCredential: undefined, identity: identity(stack), workspace: workspace(stack, 'one') };
      promotion(stack, { ...STAGES, dev: { ...STAGES.dev, ...shared }, prod: { ...STAGES.prod, ...shared } });
    })).toBe(
      `2 problems (at test/Churn):
  - [PromotionIdentityShared] 'stages.prod.identity' is the identity of 'dev', too: expected an identity of its own for each stage; pass another identity
  - [PromotionWorkspaceShared] 'stages.prod.workspace' is the workspace of 'dev', too: expected a workspace of its own for each stage; pass another workspace`,
    );
  });
});
