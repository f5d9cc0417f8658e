import type { JsonObject } from './json';
import type { Resource } from './store';

/** A resource that Azure makes by itself when another is created. */
export interface GeneratedResource {
  readonly id: string;
  readonly body: JsonObject;
}

/** What comes with a new resource, and stays until it is deleted by itself: the alert rule of an Application Insights component. */
export function generatedWith({ id, name, type }: Resource): GeneratedResource[] {
  if (!/^microsoft\.insights\/components$/i.test(type)) return [];
  const group = id.replace(/\/providers\/.*$/i, '');
  const properties = {
    state: 'Enabled', severity: 'Sev3', frequency: 'PT1M', detector: { id: 'FailureAnomaliesDetector' }, scope: [id], actionGroups: { groupIds: [] },
  };
  return [{ id: `${group}/providers/Microsoft.AlertsManagement/smartDetectorAlertRules/Failure Anomalies - ${name}`, body: { location: 'global', properties } }];
}
