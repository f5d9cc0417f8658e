export * from './customer-managed-key';
export * from './key-vault-key';
export * from './key-vault';
export * from './network-access';
