import type { SearchService } from '../../../constructs/ai/search-service';
import type { MachineLearningExtension } from '../../../constructs/aks/machine-learning-extension';
import type { Principal } from '../../../constructs/identity/role-assignment';
import type { AssetReference } from '../../../constructs/ml/asset-reference';
import type { ComputeCluster } from '../../../constructs/ml/compute-cluster';
import type { DataLakeDatastore } from '../../../constructs/ml/data-lake-datastore';
import type { ModelMonitor } from '../../../constructs/ml/model-monitor';
import type { ManagedOnlineDeployment } from '../../../constructs/ml/online-deployment';
import type { ManagedOnlineEndpoint } from '../../../constructs/ml/online-endpoint';
import type { RequiredMetric } from '../../../constructs/ml/promotion-stage';
import type { IWorkspace } from '../../../constructs/ml/workspace-base';
import type { WorkspaceOptions } from '../../../constructs/ml/workspace-options';
import type { IActionGroup } from '../../../constructs/monitoring/action-group';
import type { IFileShare } from '../../../constructs/storage/file-share';

export { TerraformOutput } from 'cdktf';

/** What the workspaces of the first block have in common. */
export declare const props: Pick<WorkspaceOptions, 'resourceGroup' | 'storageAccount' | 'keyVault' | 'applicationInsights' | 'containerRegistry'>;
export declare const workspaceProps: typeof props;
export declare const objectId: string;
export declare const fileShare: IFileShare;

export declare const callers: Principal;
export declare const endpoint: ManagedOnlineEndpoint;
export declare const blue: ManagedOnlineDeployment;
export declare const green: ManagedOnlineDeployment;
export declare const model: AssetReference;
export declare const preprocessing: AssetReference;
export declare const training: AssetReference;

export declare const monitor: ModelMonitor;
export declare const actionGroups: readonly IActionGroup[];
export declare const computeCluster: ComputeCluster;

export declare const issuer: string;
export declare const releaseManagers: string;
export declare const testWorkspace: IWorkspace;
export declare const auc: (threshold: number) => RequiredMetric;

export declare const search: SearchService;
export declare const lake: DataLakeDatastore;
export declare const commit: string;
export declare const runId: string;

export declare const extension: MachineLearningExtension;
export declare const virtualMachineId: string;
export declare const publicKey: string;
export declare const databricksWorkspaceId: string;
export declare const workspaceUrl: string;
