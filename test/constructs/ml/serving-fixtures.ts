import type { TerraformStack } from 'cdktf';
import { AssetReference } from '../../../constructs/ml/asset-reference';
import type { ComputeCluster } from '../../../constructs/ml/compute-cluster';
import { ComputeCluster as Cluster } from '../../../constructs/ml/compute-cluster';
import { DataCollection } from '../../../constructs/ml/data-collection';
import type { IsolationMode } from '../../../constructs/ml/managed-network';
import { MonitorData, MonitorDataContext } from '../../../constructs/ml/monitor-data';
import type { ManagedOnlineDeploymentProps } from '../../../constructs/ml/online-deployment';
import { ManagedOnlineDeployment } from '../../../constructs/ml/online-deployment';
import type { IOnlineEndpoint, ManagedOnlineEndpointProps } from '../../../constructs/ml/online-endpoint';
import { ManagedOnlineEndpoint } from '../../../constructs/ml/online-endpoint';
import { VmSize } from '../../../constructs/ml/vm-size';
import type { IWorkspace } from '../../../constructs/ml/workspace-base';
import { ContainerRegistry } from '../../../constructs/registry/container-registry';
import { azapi, identity, REGISTRY_ID, storage, workspace, WORKSPACE_ID } from './fixtures';

export const ENDPOINT_ID = `${WORKSPACE_ID}/onlineEndpoints/prices`;

export const MODEL = AssetReference.model({ registry: 'mlr-shared', name: 'prices', version: '3' });
export const ENVIRONMENT = AssetReference.environment({ registry: 'mlr-shared', name: 'scoring', version: '2026.01.15' });
export const CODE = AssetReference.code({ registry: 'mlr-shared', name: 'scoring', version: '1' });
export const COMPONENT = AssetReference.component({ registry: 'azureml', name: 'model_data_collector_preprocessor', version: '0.4.1' });
export const TRAINING = AssetReference.data({ registry: 'mlr-shared', name: 'prices-training', version: '7' });

/** What an endpoint needs, all of it existing. */
export function endpointProps(stack: TerraformStack, mode?: IsolationMode): ManagedOnlineEndpointProps {
  azapi(stack);
  return {
    workspace: workspace(stack, mode),
    name: 'prices',
    identity: identity(stack, 'Scoring'),
    containerRegistry: ContainerRegistry.fromAttributes(stack, 'Registry', { resourceId: REGISTRY_ID }),
    storageAccount: storage(stack),
  };
}

/** An existing endpoint in an existing workspace. */
export function onlineEndpoint(stack: TerraformStack, mode?: IsolationMode): IOnlineEndpoint {
  azapi(stack);
  return ManagedOnlineEndpoint.fromEndpointId(stack, 'Endpoint', ENDPOINT_ID, { workspace: workspace(stack, mode) });
}

/** A deployment with what is required. */
export function deployment(stack: TerraformStack, endpoint: IOnlineEndpoint, name = 'blue', props: Partial<ManagedOnlineDeploymentProps> = {}): ManagedOnlineDeployment {
  return new ManagedOnlineDeployment(stack, name, { endpoint, name, model: MODEL, vmSize: VmSize.STANDARD_DS3_V2, instanceCount: 3, ...props });
}

/** A cluster of the workspace. */
export function cluster(stack: TerraformStack, owner: IWorkspace): ComputeCluster {
  return new Cluster(stack, 'Cluster', { workspace: owner, vmSize: VmSize.STANDARD_DS3_V2, maxNodes: 4 });
}

/** What the model meets now, and what it was trained with. */
export function monitored(blue: ManagedOnlineDeployment): { readonly production: MonitorData; readonly reference: MonitorData } {
  return {
    production: MonitorData.collected(blue, DataCollection.MODEL_INPUTS, { preprocessing: COMPONENT, windowDays: 7 }),
    reference: MonitorData.fixed({ asset: TRAINING, context: MonitorDataContext.TRAINING }),
  };
}
