/** The process of a project: which work items there are, and how they are called. */
export enum ProcessTemplate {
  /** Epics, features, user stories. */
  AGILE = 'Agile',
  /** Epics, features, product backlog items. */
  SCRUM = 'Scrum',
  /** Epics, features, requirements. */
  CMMI = 'CMMI',
  /** Epics and issues, nothing between them. */
  BASIC = 'Basic',
}

/** The types of work items on the three levels of a backlog. */
export interface BacklogTypes {
  readonly epic: string;
  readonly feature: string;
  readonly story: string;
}

const TYPES: Readonly<Record<ProcessTemplate, BacklogTypes>> = {
  [ProcessTemplate.AGILE]: { epic: 'Epic', feature: 'Feature', story: 'User Story' },
  [ProcessTemplate.SCRUM]: { epic: 'Epic', feature: 'Feature', story: 'Product Backlog Item' },
  [ProcessTemplate.CMMI]: { epic: 'Epic', feature: 'Feature', story: 'Requirement' },
  [ProcessTemplate.BASIC]: { epic: 'Epic', feature: 'Issue', story: 'Task' },
};

/** What the levels of a backlog are called in a process. */
export function backlogTypes(template: ProcessTemplate): BacklogTypes {
  return TYPES[template];
}
