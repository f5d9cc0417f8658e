export * from './ai-services';
export * from './search-service';
