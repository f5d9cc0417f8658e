/** Where pods can read a validation set. */
export const DATASET_URIS = 'a URI with https, abfss or wasbs, or with azureml and a workspace; a pod resolves none of a registry';

/** Whether a text says where a validation set is, in a way that a pod can resolve. */
export function isDatasetUri(text: string): boolean {
  return /^(azureml:\/\/(?!registries\/)|https:\/\/|wasbs:\/\/|abfss:\/\/)\S+$/.test(text);
}
