import { isProviderUnavailable, plannedCounts, withoutCloudSettings } from '../integration/harness/terraform';

it('reads the counts of a plan', () => {
  expect(plannedCounts('Plan: 24 to add, 1 to change, 2 to destroy.')).toBe('+24 ~1 -2');
  expect(plannedCounts('Plan: 3 to import, 4 to add, 0 to change, 0 to destroy.')).toBe('+4 ~0 -0');
  expect(plannedCounts('No changes. Your infrastructure matches the configuration.')).toBe('none');
  expect(plannedCounts('You can apply this plan to save these new output values, without changing any real infrastructure.')).toBe('outputs only');
  expect(plannedCounts('Success! The configuration is valid.')).toBe(undefined);
});

it('tells a missing provider from a faulty stack', () => {
  expect(isProviderUnavailable('Error: Failed to query available provider packages')).toBe(true);
  expect(isProviderUnavailable('Error: Reference to undeclared resource')).toBe(false);
});

it('passes nothing on that could lead to a real cloud', () => {
  expect(withoutCloudSettings({ PATH: '/bin', HOME: '/root', ARM_CLIENT_SECRET: 's', AZURE_TENANT_ID: 't', https_proxy: 'p', TF_VAR_x: 'x', TF_CLI_CONFIG_FILE: 'rc' }))
    .toEqual({ PATH: '/bin', HOME: '/root', TF_CLI_CONFIG_FILE: 'rc' });
});
