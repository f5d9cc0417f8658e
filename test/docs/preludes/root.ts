import type { ManagedIdentity } from '../../../constructs/identity/managed-identity';

export declare const trainingIdentity: ManagedIdentity;
