import type { ApplicationInsights } from '../../../constructs/monitoring/application-insights';
import type { LogAnalyticsWorkspace } from '../../../constructs/monitoring/log-analytics-workspace';
import type { PrivateDnsZones } from '../../../constructs/network/private-dns-zones';

export declare const logs: LogAnalyticsWorkspace;
export declare const insights: ApplicationInsights;
export declare const zones: PrivateDnsZones;
