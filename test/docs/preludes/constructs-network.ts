import type { TerraformVariable } from 'cdktf';
import type { Principal } from '../../../constructs/identity/role-assignment';
import type { VirtualNetwork } from '../../../constructs/network/virtual-network';

export declare const network: VirtualNetwork;
export declare const plan: Readonly<Record<'endpoints' | 'training', string>>;
export declare const hubId: string;
export declare const policyId: string;
export declare const agentKey: TerraformVariable;
export declare const serviceConnection: Principal;
