import type { Principal } from '../../../constructs/identity/role-assignment';
import type { StorageContainer } from '../../../constructs/storage/storage-container';

export declare const training: Principal;
export declare const analysts: Principal;
export declare const container: StorageContainer;
