import type { TerraformStack } from 'cdktf';
import { RecurrenceFrequency } from '../../../constructs/ml/compute-instance-schedule';
import { DataCollection } from '../../../constructs/ml/data-collection';
import type { ModelMonitorProps } from '../../../constructs/ml/model-monitor';
import { ModelMonitor, MonitorTask, SparkInstance } from '../../../constructs/ml/model-monitor';
import { MonitorData, MonitorDataContext, MonitorDataType } from '../../../constructs/ml/monitor-data';
import type { DataDriftOptions } from '../../../constructs/ml/monitor-signal';
import { CategoricalDriftMetric, DataQualityMetric, MonitorSignal, NumericalDriftMetric } from '../../../constructs/ml/monitor-signal';
import type { ManagedOnlineDeployment } from '../../../constructs/ml/online-deployment';
import { Workspace } from '../../../constructs/ml/workspace';
import { IsolationMode } from '../../../constructs/ml/managed-network';
import { problemsOf, synthesise } from '../../support/template';
import { GROUP_ID, identity, WORKSPACE_ID } from './fixtures';
import { COMPONENT, deployment, MODEL, monitored, onlineEndpoint, TRAINING } from './serving-fixtures';

const THRESHOLDS = { numerical: { [NumericalDriftMetric.JENSEN_SHANNON_DISTANCE]: 0.1 }, categorical: { [CategoricalDriftMetric.PEARSONS_CHI_SQUARED_TEST]: 0.05 } };
const NUMERICAL = { dataType: 'Numerical', metric: 'JensenShannonDistance', threshold: { value: 0.1 } };
const CATEGORICAL = { dataType: 'Categorical', metric: 'PearsonsChiSquaredTest', threshold: { value: 0.05 } };
const INPUTS = {
  dataContext: 'model_inputs', inputDataType: 'Rolling', jobInputType: 'uri_folder', preprocessingComponentId: 'azureml://registries/azureml/components/model_data_collector_preprocessor/versions/0.4.1',
  uri: `${WORKSPACE_ID}/data/prices-blue-model_inputs/versions/1`, windowOffset: 'P0D', windowSize: 'P7D',
};
const REFERENCE = { dataContext: 'training', inputDataType: 'Fixed', jobInputType: 'mltable', uri: 'azureml://registries/mlr-shared/data/prices-training/versions/7' };

type Choose = (blue: ManagedOnlineDeployment, stack: TerraformStack) => Partial<ModelMonitorProps>;

function define(stack: TerraformStack, choose: Choose = () => ({})): ModelMonitor {
  const blue = deployment(stack, onlineEndpoint(stack));
  const drift = MonitorSignal.dataDrift({ ...monitored(blue), thresholds: THRESHOLDS });
  return new ModelMonitor(stack, 'Monitor', { workspace: blue.endpoint.workspace, name: 'prices', schedule: { cron: '0 6 * * *' }, task: MonitorTask.REGRESSION, deployment: blue, signals: { drift }, ...choose(blue, stack) });
}

const monitorOf = (choose: Choose): object => Object.values(synthesise((stack) => define(stack, choose)).resources('azapi_resource')).find(({ type }) => String(type).includes('schedules')) ?? {};
const failing = (choose: Choose): string => problemsOf((stack) => define(stack, choose));
const drifting = (options: Partial<DataDriftOptions>): Choose => (blue) => ({ signals: { drift: MonitorSignal.dataDrift({ ...monitored(blue), thresholds: THRESHOLDS, ...options }) } });
const answers = (blue: ManagedOnlineDeployment): MonitorData => MonitorData.collected(blue, DataCollection.MODEL_OUTPUTS, { preprocessing: COMPONENT, columns: { targetColumn: 'price' } });
const truth = MonitorData.rolling({ asset: TRAINING, context: MonitorDataContext.GROUND_TRUTH, type: MonitorDataType.URI_FILE, windowDays: 30, offsetDays: 1 });

describe('ModelMonitor', () => {
  test('watches the drift of inputs on serverless Spark, without mail', () => {
    expect(monitorOf(() => ({}))).toEqual({
      body: {
        properties: {
          action: {
            actionType: 'CreateMonitor',
            monitorDefinition: {
              computeConfiguration: { computeIdentity: { computeIdentityType: 'AmlToken' }, computeType: 'ServerlessSpark', instanceType: 'Standard_E4s_v3', runtimeVersion: '3.4' },
              monitoringTarget: { deploymentId: expect.stringMatching(/^\$\{azapi_resource\.blue_\w+\.id\}$/), taskType: 'Regression' },
              signals: { drift: { features: { filterType: 'AllFeatures' }, metricThresholds: [NUMERICAL, CATEGORICAL], productionData: INPUTS, referenceData: REFERENCE, signalType: 'DataDrift' } },
            },
          },
          isEnabled: true,
          trigger: { expression: '0 6 * * *', timeZone: 'UTC', triggerType: 'Cron' },
        },
      },
      name: 'prices',
      parent_id: WORKSPACE_ID,
      schema_validation_enabled: true,
      type: 'Microsoft.MachineLearningServices/workspaces/schedules@2025-09-01',
    });
  });

  test('takes all values', () => {
    const monitor = monitorOf((_, stack) => ({
      displayName: 'Prices', description: 'All values', enabled: false, deployment: undefined, model: MODEL, emails: ['ml-ops@example.com'], instance: SparkInstance.STANDARD_E8S_V3, sparkRuntimeVersion: '3.5', identity: identity(stack),
      schedule: { recurrence: { frequency: RecurrenceFrequency.DAY, hours: [3] }, timeZone: 'W. Europe Standard Time', startTime: '2026-01-31T08:00:00' },
    }));
    expect(monitor).toMatchObject({
      body: {
        properties: {
          action: {
            monitorDefinition: {
              alertNotificationSettings: { emailNotificationSettings: { emails: ['ml-ops@example.com'] } },
              computeConfiguration: { computeIdentity: { computeIdentityType: 'ManagedIdentity', identity: { type: 'UserAssigned', userAssignedIdentities: { [`${GROUP_ID}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-training`]: {} } } }, instanceType: 'Standard_E8s_v3', runtimeVersion: '3.5' },
              monitoringTarget: { modelId: 'azureml://registries/mlr-shared/models/prices/versions/3', taskType: 'Regression' },
              signals: { drift: { notificationTypes: ['AmlNotification'] } },
            },
          },
          description: 'All values',
          displayName: 'Prices',
          isEnabled: false,
          trigger: { frequency: 'Day', interval: 1, schedule: { hours: [3], minutes: [0] }, startTime: '2026-01-31T08:00:00', timeZone: 'W. Europe Standard Time', triggerType: 'Recurrence' },
        },
      },
    });
  });

  test.each<[string, (blue: ManagedOnlineDeployment) => MonitorSignal, object]>([
    ['drift of the columns that matter most', (blue) => MonitorSignal.dataDrift({ ...monitored(blue), thresholds: THRESHOLDS, topFeatures: 10, targetColumn: 'price' }), { featureImportanceSettings: { mode: 'Enabled', targetColumn: 'price' }, features: { filterType: 'TopNByAttribution', top: 10 }, signalType: 'DataDrift' }],
    ['quality of some columns', (blue) => MonitorSignal.dataQuality({ ...monitored(blue), thresholds: { categorical: { [DataQualityMetric.NULL_VALUE_RATE]: 0.01 } }, features: ['rooms'] }), { features: { features: ['rooms'], filterType: 'FeatureSubset' }, metricThresholds: [{ dataType: 'Categorical', metric: 'NullValueRate', threshold: { value: 0.01 } }], signalType: 'DataQuality' }],
    ['drift of the answers', (blue) => MonitorSignal.predictionDrift({ production: answers(blue), reference: monitored(blue).reference, thresholds: THRESHOLDS }), { metricThresholds: [NUMERICAL, CATEGORICAL], productionData: { columns: { targetColumn: 'price' }, dataContext: 'model_outputs', windowSize: 'P1D' }, signalType: 'PredictionDrift' }],
    ['drift of what matters', (blue) => MonitorSignal.featureAttributionDrift({ production: [monitored(blue).production, answers(blue)], reference: monitored(blue).reference, targetColumn: 'price', atLeastNdcg: 0.9 }), { featureImportanceSettings: { mode: 'Enabled', targetColumn: 'price' }, metricThreshold: { metric: 'NormalizedDiscountedCumulativeGain', threshold: { value: 0.9 } }, signalType: 'FeatureAttributionDrift' }],
    ['performance against the truth', (blue) => MonitorSignal.modelPerformance({ component: COMPONENT, production: answers(blue), groundTruth: truth, targetColumn: 'sold', predictionColumn: 'price', correlationColumn: 'id', thresholds: { RootMeanSquaredError: 12.5 } }), {
      componentId: COMPONENT.id,
      inputAssets: { ground_truth_data: { dataContext: 'ground_truth', jobInputType: 'uri_file', windowOffset: 'P1D', windowSize: 'P30D' }, production_data: { dataContext: 'model_outputs' } },
      inputs: { correlation_column: { jobInputType: 'literal', value: 'id' }, prediction_column: { jobInputType: 'literal', value: 'price' }, target_column: { jobInputType: 'literal', value: 'sold' } },
      metricThresholds: [{ metric: 'RootMeanSquaredError', threshold: { value: 12.5 } }],
      signalType: 'Custom',
    }],
  ])('watches %s', (_, signal, expected) => {
    expect(monitorOf((blue) => ({ signals: { watched: signal(blue) } }))).toMatchObject({ body: { properties: { action: { monitorDefinition: { signals: { watched: expected } } } } } });
  });

  test.each<[string, Choose, string]>([
    ['a name that can not be', () => ({ name: 'prices monitor' }), `[MonitorNameInvalid] 'name' is not the name of a schedule: got "prices monitor"; expected 1 to 255 characters: letters, digits, "_" and "-", starting with a letter or digit; use only what is allowed (at test/Monitor)`],
    ['no schedule', () => ({ schedule: {} }), `[ScheduleTriggerCount] 'schedule' needs either 'cron' or 'recurrence': got {}; expected one of the two; leave one out, or add one (at test/Monitor)`],
    ['nothing to watch', () => ({ deployment: undefined }), `[MonitorTargetCount] 'deployment' needs either 'deployment' or 'model': got {}; expected one of the two; leave one out, or add one (at test/Monitor)`],
    ['a deployment and a model', () => ({ model: MODEL }), `[MonitorTargetCount] 'deployment' needs either 'deployment' or 'model': got {"deployment":"test/blue","model":"prices"}; expected one of the two; leave one out, or add one (at test/Monitor)`],
    ['no signals', () => ({ signals: {} }), `[MonitorSignalsEmpty] 'signals' is empty: got {}; expected at least one signal; say what is watched (at test/Monitor)`],
    ['a signal with a name that can not be', (blue) => ({ signals: { 'data drift': MonitorSignal.dataDrift({ ...monitored(blue), thresholds: THRESHOLDS }) } }), `[MonitorSignalName] 'signals' has a name that no signal can have: got ["data drift"]; expected letters, digits and "_", starting with a letter; rename it (at test/Monitor)`],
    ['an address that is none', () => ({ emails: ['ml-ops'] }), `[EmailInvalid] 'emails[0]' is not an e-mail address: got "ml-ops"; expected an address, for example ml-ops@example.com; correct it (at test/Monitor)`],
    ['a version of Spark that is none', () => ({ sparkRuntimeVersion: 'latest' }), `[MonitorSparkInvalid] 'sparkRuntimeVersion' is not a version of Spark: got "latest"; expected a version like "3.4"; write the first two numbers of the version (at test/Monitor)`],
    ['no thresholds', drifting({ thresholds: {} }), `[MonitorThresholdsEmpty] 'signals.drift.thresholds' is empty: nobody would ever be told: got 0; expected at least one metric; add one (at test/Monitor)`],
    ['a threshold that is never passed', drifting({ thresholds: { numerical: { [NumericalDriftMetric.JENSEN_SHANNON_DISTANCE]: 1.5 } } }), `[MonitorThresholdInvalid] 'signals.drift.thresholds' has a limit that JensenShannonDistance never passes: got 1.5; expected a number from 0 to 1; correct the number (at test/Monitor)`],
    ['a threshold below zero', drifting({ thresholds: { numerical: { [NumericalDriftMetric.POPULATION_STABILITY_INDEX]: -1 } } }), `[MonitorThresholdInvalid] 'signals.drift.thresholds' has a limit that PopulationStabilityIndex never passes: got -1; expected a number from 0; correct the number (at test/Monitor)`],
    ['some columns and the most important ones', drifting({ features: ['rooms'], topFeatures: 3, targetColumn: 'price' }), `[MonitorFeaturesExclusive] 'signals.drift.features' can't go with 'topFeatures': got ["rooms"]; expected one of the two; leave one out (at test/Monitor)`],
    ['no columns', drifting({ features: [] }), `[MonitorFeaturesInvalid] 'signals.drift.features' is empty, or has a column twice: got []; expected different columns, at least one; leave 'features' out, or name each one once (at test/Monitor)`],
    ['no important columns', drifting({ topFeatures: 0, targetColumn: 'price' }), `[MonitorTopFeaturesInvalid] 'signals.drift.topFeatures' is not a number of columns: got 0; expected a whole number from 1; correct the number (at test/Monitor)`],
    ['important columns for nothing', drifting({ topFeatures: 3 }), `[MonitorTargetColumnRequired] 'signals.drift.targetColumn' is required with 'topFeatures': got nothing; expected the column that the model predicts; name it, or leave 'topFeatures' out (at test/Monitor)`],
    ['a window of no days', drifting({ production: MonitorData.rolling({ asset: TRAINING, context: MonitorDataContext.MODEL_INPUTS, windowDays: 0 }) }), `[MonitorWindowInvalid] 'signals.drift.production' has days out of range: got {"windowDays":0,"offsetDays":0}; expected whole numbers, windowDays from 1 and offsetDays from 0; correct the numbers (at test/Monitor)`],
    ['attribution without answers', (blue) => ({ signals: { attribution: MonitorSignal.featureAttributionDrift({ production: [monitored(blue).production], reference: monitored(blue).reference, targetColumn: 'price', atLeastNdcg: 0.9 }) } }), `[MonitorAttributionData] 'signals.attribution.production' is not the inputs and the outputs of the model: got ["model_inputs"]; expected data of the contexts model_inputs and model_outputs; pass both, once each (at test/Monitor)`],
    ['a component without data', () => ({ signals: { own: MonitorSignal.custom({ component: COMPONENT, data: {}, thresholds: { Accuracy: 0.9 } }) } }), `[MonitorCustomData] 'signals.own.data' is empty: got {}; expected at least one input of the component; pass the data that the component reads (at test/Monitor)`],
  ])('fails for %s', (_, choose, message) => {
    expect(failing(choose)).toBe(message);
  });

  test('fails for data that is not kept', () => {
    expect(problemsOf((stack) => {
      const blue = deployment(stack, onlineEndpoint(stack), 'blue', { dataCollectionEnabled: false });
      const drift = MonitorSignal.dataDrift({ ...monitored(blue), thresholds: THRESHOLDS });
      new ModelMonitor(stack, 'Monitor', { workspace: blue.endpoint.workspace, name: 'prices', schedule: { cron: '0 6 * * *' }, task: MonitorTask.REGRESSION, deployment: blue, signals: { drift } });
    })).toBe(`[MonitorDataNotCollected] 'signals.drift.production' is not kept by the deployment: got "model_inputs"; expected nothing, since it keeps nothing; set 'dataCollectionEnabled' and 'dataCollection.collections' of the deployment (at test/Monitor)`);
  });

  test('fails in another workspace than that of the deployment', () => {
    expect(failing((_, stack) => ({ workspace: Workspace.fromWorkspaceId(stack, 'Other', `${WORKSPACE_ID}-other`, { location: 'westeurope', isolationMode: IsolationMode.DISABLED }) }))).toBe(`2 problems (at test/Monitor):
  - [MonitorWorkspaceOther] 'deployment' is in another workspace: got "test/blue"; expected a deployment of test/Other; define the monitor in the workspace of the deployment
  - [MonitorDataWorkspace] 'signals.drift.production' is kept in another workspace: got "test/blue"; expected a deployment of test/Other; define the monitor in the workspace of the deployment`);
  });
});
