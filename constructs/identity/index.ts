export * from './built-in-role';
export * from './custom-role';
export * from './eligible-role-assignment';
export * from './managed-identity';
export * from './role';
export * from './role-assignment';
