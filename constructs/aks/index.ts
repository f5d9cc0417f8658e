export * from './auto-scaler';
export * from './cluster-network';
export * from './cluster-options';
export * from './kubernetes-cluster';
export * from './maintenance-window';
export * from './node-pool';
export * from './node-pool-options';
