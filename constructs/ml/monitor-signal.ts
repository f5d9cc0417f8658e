import type { Problems } from '../core/errors';
import type { AssetReference } from './asset-reference';
import { AssetKind, checkAsset } from './asset-reference';
import type { MonitorData, MonitorDataBody } from './monitor-data';
import type { IWorkspace } from './workspace-base';

/** How far numbers are from what they were; what 0 and 1 mean is up to the metric. */
export enum NumericalDriftMetric {
  JENSEN_SHANNON_DISTANCE = 'JensenShannonDistance',
  POPULATION_STABILITY_INDEX = 'PopulationStabilityIndex',
  NORMALIZED_WASSERSTEIN_DISTANCE = 'NormalizedWassersteinDistance',
  TWO_SAMPLE_KOLMOGOROV_SMIRNOV_TEST = 'TwoSampleKolmogorovSmirnovTest',
}

/** How far categories are from what they were. */
export enum CategoricalDriftMetric {
  JENSEN_SHANNON_DISTANCE = 'JensenShannonDistance',
  POPULATION_STABILITY_INDEX = 'PopulationStabilityIndex',
  PEARSONS_CHI_SQUARED_TEST = 'PearsonsChiSquaredTest',
}

/** Which part of the data is bad. */
export enum DataQualityMetric {
  NULL_VALUE_RATE = 'NullValueRate',
  DATA_TYPE_ERROR_RATE = 'DataTypeErrorRate',
  OUT_OF_BOUNDS_RATE = 'OutOfBoundsRate',
}

/** Metrics without an upper limit. */
const UNBOUNDED: readonly string[] = [NumericalDriftMetric.POPULATION_STABILITY_INDEX, NumericalDriftMetric.NORMALIZED_WASSERSTEIN_DISTANCE];

/** When somebody is told, by metric. */
export interface SignalThresholds<Numerical extends string, Categorical extends string> {
  /** For columns of numbers. @default - they are not looked at */
  readonly numerical?: Readonly<Partial<Record<Numerical, number>>>;
  /** For columns of categories. @default - they are not looked at */
  readonly categorical?: Readonly<Partial<Record<Categorical, number>>>;
}

/** What is compared with what. */
export interface SignalData {
  /** What the model meets now. */
  readonly production: MonitorData;
  /** What it was trained with, or met before. */
  readonly reference: MonitorData;
}

/** The columns that are looked at; one of the two at most. */
export interface SignalFeatures {
  /** Only these columns. @default - all */
  readonly features?: readonly string[];
  /** Only the columns that matter most for the model; needs `targetColumn`. @default - all */
  readonly topFeatures?: number;
  /** What the model predicts: the importance of columns is found by it. @default - importance is not looked at */
  readonly targetColumn?: string;
}

export interface DataDriftOptions extends SignalData, SignalFeatures {
  readonly thresholds: SignalThresholds<NumericalDriftMetric, CategoricalDriftMetric>;
}

export interface DataQualityOptions extends SignalData, SignalFeatures {
  readonly thresholds: SignalThresholds<DataQualityMetric, DataQualityMetric>;
}

export interface PredictionDriftOptions extends SignalData {
  readonly thresholds: SignalThresholds<NumericalDriftMetric, CategoricalDriftMetric>;
}

export interface FeatureAttributionOptions {
  /** Inputs and outputs of the model. */
  readonly production: readonly MonitorData[];
  /** The training data. */
  readonly reference: MonitorData;
  /** What the model predicts. */
  readonly targetColumn: string;
  /** Somebody is told when the order of importance agrees less than that; 0 to 1. */
  readonly atLeastNdcg: number;
}

export interface CustomSignalOptions {
  /** Computes the metrics, as a component of the workspace or a registry. */
  readonly component: AssetReference;
  /** Data by the names that the component gives them. */
  readonly data: Readonly<Record<string, MonitorData>>;
  /** Other inputs by the names that the component gives them. @default - none */
  readonly inputs?: Readonly<Record<string, string>>;
  /** When somebody is told, by the names that the component gives its metrics. */
  readonly thresholds: Readonly<Record<string, number>>;
}

export interface ModelPerformanceOptions {
  /** Computes the metrics from `production_data`, `ground_truth_data` and the three columns. Azure's API has no performance signal outside of previews. */
  readonly component: AssetReference;
  /** What the model answered. */
  readonly production: MonitorData;
  /** What turned out to be true. */
  readonly groundTruth: MonitorData;
  /** The column of the truth. */
  readonly targetColumn: string;
  /** The column of the answers. */
  readonly predictionColumn: string;
  /** The column that answers and truth have in common. */
  readonly correlationColumn: string;
  /** When somebody is told, by metric, for example `{ Accuracy: 0.9 }`. */
  readonly thresholds: Readonly<Record<string, number>>;
}

interface Threshold {
  readonly value: number;
}

interface FeatureImportance {
  readonly mode: 'Enabled';
  readonly targetColumn: string;
}

type FeatureFilter = { readonly filterType: 'AllFeatures' } | { readonly filterType: 'FeatureSubset'; readonly features: readonly string[] } | { readonly filterType: 'TopNByAttribution'; readonly top: number };

/** A signal as Azure's API has it, apart from how it is told. */
export type SignalBody =
  | { readonly signalType: 'DataDrift' | 'DataQuality'; readonly productionData: MonitorDataBody; readonly referenceData: MonitorDataBody; readonly features: FeatureFilter; readonly featureImportanceSettings?: FeatureImportance; readonly metricThresholds: readonly MetricThreshold[] }
  | { readonly signalType: 'PredictionDrift'; readonly productionData: MonitorDataBody; readonly referenceData: MonitorDataBody; readonly metricThresholds: readonly MetricThreshold[] }
  | { readonly signalType: 'FeatureAttributionDrift'; readonly productionData: readonly MonitorDataBody[]; readonly referenceData: MonitorDataBody; readonly featureImportanceSettings: FeatureImportance; readonly metricThreshold: { readonly metric: 'NormalizedDiscountedCumulativeGain'; readonly threshold: Threshold } }
  | { readonly signalType: 'Custom'; readonly componentId: string; readonly inputAssets: Readonly<Record<string, MonitorDataBody>>; readonly inputs: Readonly<Record<string, { readonly jobInputType: 'literal'; readonly value: string }>>; readonly metricThresholds: readonly { readonly metric: string; readonly threshold: Threshold }[] };

interface MetricThreshold {
  readonly dataType: 'Numerical' | 'Categorical';
  readonly metric: string;
  readonly threshold: Threshold;
}

type Check = (problems: Problems, prop: string, workspace: IWorkspace) => void;

/** One thing that a monitor watches, with the limits from which somebody is told. */
export class MonitorSignal {
  /** Whether the inputs of the model are still like those it was trained with. */
  static dataDrift(options: DataDriftOptions): MonitorSignal {
    return MonitorSignal.ofFeatures('DataDrift', options);
  }

  /** Whether the inputs of the model are whole and within bounds. */
  static dataQuality(options: DataQualityOptions): MonitorSignal {
    return MonitorSignal.ofFeatures('DataQuality', options);
  }

  /** Whether the model answers like before. */
  static predictionDrift(options: PredictionDriftOptions): MonitorSignal {
    const body: SignalBody = { signalType: 'PredictionDrift', productionData: options.production.body, referenceData: options.reference.body, metricThresholds: metricThresholds(options.thresholds) };
    return new MonitorSignal(body, (problems, prop, workspace) => checkComparison(problems, prop, workspace, options));
  }

  /** Whether the same inputs still matter most. */
  static featureAttributionDrift(options: FeatureAttributionOptions): MonitorSignal {
    const { production, reference, targetColumn, atLeastNdcg } = options;
    const body: SignalBody = {
      signalType: 'FeatureAttributionDrift',
      productionData: production.map((data) => data.body),
      referenceData: reference.body,
      featureImportanceSettings: { mode: 'Enabled', targetColumn },
      metricThreshold: { metric: 'NormalizedDiscountedCumulativeGain', threshold: { value: atLeastNdcg } },
    };
    return new MonitorSignal(body, (problems, prop, workspace) => {
      production.forEach((data, index) => data.check(problems, `${prop}.production[${index}]`, workspace));
      reference.check(problems, `${prop}.reference`, workspace);
      const contexts = production.map((data) => data.body.dataContext).sort();
      problems.require(contexts.join() === 'model_inputs,model_outputs', { code: 'MonitorAttributionData', prop: `${prop}.production`, rule: 'is not the inputs and the outputs of the model', got: contexts, expected: 'data of the contexts model_inputs and model_outputs', fix: 'pass both, once each' });
      checkThreshold(problems, `${prop}.atLeastNdcg`, 'NormalizedDiscountedCumulativeGain', atLeastNdcg);
    });
  }

  /** Metrics of your own, computed by a component. */
  static custom(options: CustomSignalOptions): MonitorSignal {
    const { component, data, inputs = {}, thresholds } = options;
    const body: SignalBody = {
      signalType: 'Custom',
      componentId: component.id,
      inputAssets: Object.fromEntries(Object.entries(data).map(([name, asset]) => [name, asset.body])),
      inputs: Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, { jobInputType: 'literal', value }])),
      metricThresholds: Object.entries(thresholds).map(([metric, value]) => ({ metric, threshold: { value } })),
    };
    return new MonitorSignal(body, (problems, prop, workspace) => {
      checkAsset(problems, `${prop}.component`, component, AssetKind.COMPONENT, workspace);
      Object.entries(data).forEach(([name, asset]) => asset.check(problems, `${prop}.${name}`, workspace));
      problems.require(Object.keys(data).length > 0, { code: 'MonitorCustomData', prop: `${prop}.data`, rule: 'is empty', got: data, expected: 'at least one input of the component', fix: 'pass the data that the component reads' });
      checkNotEmpty(problems, prop, Object.keys(thresholds).length);
    });
  }

  /** Whether the answers of the model turned out to be true. */
  static modelPerformance(options: ModelPerformanceOptions): MonitorSignal {
    const { component, production, groundTruth, targetColumn, predictionColumn, correlationColumn, thresholds } = options;
    return MonitorSignal.custom({
      component,
      data: { production_data: production, ground_truth_data: groundTruth },
      inputs: { target_column: targetColumn, prediction_column: predictionColumn, correlation_column: correlationColumn },
      thresholds,
    });
  }

  private static ofFeatures(signalType: 'DataDrift' | 'DataQuality', options: DataDriftOptions | DataQualityOptions): MonitorSignal {
    const { production, reference, targetColumn } = options;
    const body: SignalBody = {
      signalType,
      productionData: production.body,
      referenceData: reference.body,
      features: featureFilter(options),
      featureImportanceSettings: targetColumn === undefined ? undefined : { mode: 'Enabled', targetColumn },
      metricThresholds: metricThresholds(options.thresholds),
    };
    return new MonitorSignal(body, (problems, prop, workspace) => {
      checkComparison(problems, prop, workspace, options);
      checkFeatures(problems, prop, options);
    });
  }

  private constructor(
    /** As Azure's API has it. */
    readonly body: SignalBody,
    /** Records what is wrong with the signal; what monitors call. */
    readonly check: Check,
  ) {}
}

function featureFilter({ features, topFeatures }: SignalFeatures): FeatureFilter {
  if (features) return { filterType: 'FeatureSubset', features };
  return topFeatures === undefined ? { filterType: 'AllFeatures' } : { filterType: 'TopNByAttribution', top: topFeatures };
}

function metricThresholds({ numerical = {}, categorical = {} }: SignalThresholds<string, string>): MetricThreshold[] {
  const of = (dataType: MetricThreshold['dataType'], values: Readonly<Partial<Record<string, number>>>): MetricThreshold[] =>
    Object.entries(values).flatMap(([metric, value]) => (value === undefined ? [] : [{ dataType, metric, threshold: { value } }]));
  return [...of('Numerical', numerical), ...of('Categorical', categorical)];
}

function checkComparison(problems: Problems, prop: string, workspace: IWorkspace, { production, reference, thresholds }: SignalData & { readonly thresholds: SignalThresholds<string, string> }): void {
  production.check(problems, `${prop}.production`, workspace);
  reference.check(problems, `${prop}.reference`, workspace);
  const all = metricThresholds(thresholds);
  checkNotEmpty(problems, prop, all.length);
  all.forEach(({ metric, threshold }) => checkThreshold(problems, `${prop}.thresholds`, metric, threshold.value));
}

function checkNotEmpty(problems: Problems, prop: string, count: number): void {
  problems.require(count > 0, { code: 'MonitorThresholdsEmpty', prop: `${prop}.thresholds`, rule: 'is empty: nobody would ever be told', got: count, expected: 'at least one metric', fix: 'add one' });
}

function checkThreshold(problems: Problems, prop: string, metric: string, value: number): void {
  const highest = UNBOUNDED.includes(metric) ? undefined : 1;
  problems.require(value >= 0 && (highest === undefined || value <= highest), { code: 'MonitorThresholdInvalid', prop, rule: `has a limit that ${metric} never passes`, got: value, expected: highest === undefined ? 'a number from 0' : 'a number from 0 to 1', fix: 'correct the number' });
}

function checkFeatures(problems: Problems, prop: string, { features, topFeatures, targetColumn }: SignalFeatures): void {
  problems.require(features === undefined || topFeatures === undefined, { code: 'MonitorFeaturesExclusive', prop: `${prop}.features`, rule: "can't go with 'topFeatures'", got: features, expected: 'one of the two', fix: 'leave one out' });
  problems.require(features === undefined || (features.length > 0 && new Set(features).size === features.length), { code: 'MonitorFeaturesInvalid', prop: `${prop}.features`, rule: 'is empty, or has a column twice', got: features, expected: 'different columns, at least one', fix: "leave 'features' out, or name each one once" });
  problems.require(topFeatures === undefined || (Number.isInteger(topFeatures) && topFeatures >= 1), { code: 'MonitorTopFeaturesInvalid', prop: `${prop}.topFeatures`, rule: 'is not a number of columns', got: topFeatures, expected: 'a whole number from 1', fix: 'correct the number' });
  problems.require(topFeatures === undefined || targetColumn !== undefined, { code: 'MonitorTargetColumnRequired', prop: `${prop}.targetColumn`, rule: "is required with 'topFeatures'", got: targetColumn, expected: 'the column that the model predicts', fix: "name it, or leave 'topFeatures' out" });
}
