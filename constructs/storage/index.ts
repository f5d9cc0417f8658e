export * from './file-share';
export * from './storage-account';
export * from './storage-container';
export * from './storage-lifecycle-rule';
export * from './storage-queue';
export * from './storage-replication';
