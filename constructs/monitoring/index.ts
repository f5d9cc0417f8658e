export * from './action-group';
export * from './application-insights';
export * from './diagnostic-setting';
export * from './email';
export * from './log-analytics-workspace';
export * from './metric-alert';
export * from './metric-criterion';
export * from './monitor-private-link-scope';
