export * from './budget';
export * from './management-lock';
export * from './resource-group';
