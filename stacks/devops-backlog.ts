import type { BacklogEpic } from '../constructs/devops/backlog';

/**
 * The work of a mission, by the phases of the Team Data Science Process.
 *
 * @see https://learn.microsoft.com/azure/architecture/data-science-process/lifecycle
 */
export const TDSP_BACKLOG: Readonly<Record<string, BacklogEpic>> = {
  BusinessUnderstanding: {
    title: 'Business understanding',
    description: 'The question is sharp, its success can be measured, and the data for it is known.',
    features: [
      {
        title: 'Define objectives',
        description: 'What is predicted, for whom, and what it changes.',
        stories: [
          { title: 'Write the charter', description: 'Scope, metrics of success, people and plan are in the charter, and agreed on.' },
          { title: 'Name the metric that decides', description: 'The mean squared error that counts as success, on which data, is written down with its reason.' },
        ],
      },
      {
        title: 'Identify data sources',
        description: 'Where the data is, who owns it, and what it may be used for.',
        stories: [{ title: 'Write the data definitions', description: 'Each source has an owner, a classification, a schema and a way in.' }],
      },
    ],
  },
  DataAcquisition: {
    title: 'Data acquisition and understanding',
    description: 'Clean data of known quality is where models are trained, and stays up to date.',
    features: [
      {
        title: 'Ingest the data',
        description: 'Data arrives in the raw zone of the lake by itself.',
        stories: [
          { title: 'Build the ingestion', description: 'A pipeline brings the data in, and says when it failed.' },
          { title: 'Publish curated data', description: 'Checked data is in the curated zone under a version.' },
        ],
      },
      {
        title: 'Explore the data',
        description: 'Whether the data can answer the question.',
        stories: [{ title: 'Write the data report', description: 'Distributions, gaps, outliers and leaks are in the data report.' }],
      },
      {
        title: 'Check the data in every run',
        description: 'Bad data stops a run before it trains.',
        stories: [{ title: 'Write the schema and its limits', description: 'Types, ranges and shares of nulls are checked by the pipeline.' }],
      },
    ],
  },
  Modeling: {
    title: 'Modeling',
    description: 'A model that is better than what there is, on data that it hasn\'t seen.',
    features: [
      {
        title: 'Engineer features',
        description: 'What the model learns from, the same in training and scoring.',
        stories: [{ title: 'Build the features as code', description: 'Training and scoring use the same tested functions.' }],
      },
      {
        title: 'Train and compare',
        description: 'Each candidate is compared with the registered model on the same held-out data.',
        stories: [
          { title: 'Train the first model', description: 'The build pipeline has registered a model with its lineage.' },
          { title: 'Report fairness and explanation', description: 'Groups are compared, and the features that matter are known.' },
          { title: 'Write the model report', description: 'What was tried, what was chosen, and why.' },
        ],
      },
    ],
  },
  Deployment: {
    title: 'Deployment',
    description: 'The model answers in production, and is watched.',
    features: [
      {
        title: 'Serve the model',
        description: 'Its image is scanned, known by digest and rolled out in steps.',
        stories: [
          { title: 'Release to test', description: 'The validation set passes on the candidate in test.' },
          { title: 'Release to production', description: 'The release is approved, rolled out in steps, and can be rolled back.' },
        ],
      },
      {
        title: 'Watch the model',
        description: 'Drift, errors and latency are seen before customers see them.',
        stories: [
          { title: 'Set up drift monitoring', description: 'Drift is measured, and starts a training.' },
          { title: 'Practise the rollback', description: 'The run book was followed once, and took less time than agreed.' },
        ],
      },
    ],
  },
  CustomerAcceptance: {
    title: 'Customer acceptance',
    description: 'Those who asked the question accept the answer, and can run it.',
    features: [
      {
        title: 'Validate with the customer',
        description: 'The system does what the charter says.',
        stories: [{ title: 'Run the acceptance test plan', description: 'Each suite of the test plan has passed, with the customer.' }],
      },
      {
        title: 'Hand over',
        description: 'Whoever operates it knows how.',
        stories: [
          { title: 'Write the exit report', description: 'What was achieved, what was learned, what is open.' },
          { title: 'Hand over the run book', description: 'Operations have followed it without help.' },
        ],
      },
    ],
  },
};

/** Queries that every team looks at, in WIQL. */
export const TDSP_QUERIES: Readonly<Record<string, string>> = {
  'Open work by phase': "SELECT [System.Id], [System.WorkItemType], [System.Title], [System.State], [System.AssignedTo] FROM WorkItemLinks WHERE ([Source].[System.TeamProject] = @project AND [Source].[System.WorkItemType] = 'Epic') AND ([System.Links.LinkType] = 'System.LinkTypes.Hierarchy-Forward') AND ([Target].[System.State] <> 'Closed') MODE (Recursive)",
  'Drift of infrastructure': "SELECT [System.Id], [System.Title], [System.State], [System.ChangedDate] FROM WorkItems WHERE [System.TeamProject] = @project AND [System.Tags] CONTAINS 'infra-drift' AND [System.State] <> 'Closed' ORDER BY [System.ChangedDate] DESC",
  'My work': 'SELECT [System.Id], [System.WorkItemType], [System.Title], [System.State] FROM WorkItems WHERE [System.TeamProject] = @project AND [System.AssignedTo] = @me AND [System.State] <> \'Closed\' ORDER BY [System.ChangedDate] DESC',
};
