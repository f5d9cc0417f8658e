import { AzuredevopsProvider } from '../../../.gen/providers/azuredevops/provider';
import { inspectStack } from '../../../facts/check';
import { synthesise } from '../../support/template';
import { everything } from './everything';

test('every construct with every value is what the provider accepts', () => {
  const { json } = synthesise((stack) => {
    new AzuredevopsProvider(stack, 'azuredevops', { orgServiceUrl: 'https://dev.azure.com/contoso' });
    everything(stack);
  });
  expect(inspectStack(json).findings.map(({ message }) => message)).toEqual([]);
});
