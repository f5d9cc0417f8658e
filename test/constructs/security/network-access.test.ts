import { Lazy } from 'cdktf';
import { ipRulesAsAddresses, ipRulesAsRanges } from '../../../constructs/security/network-access';

/** An address that is known at apply only. */
const LATER = Lazy.stringValue({ produce: () => '8.8.4.4' });

describe('IP rules', () => {
  test('are ranges throughout where the type wants ranges', () => {
    expect(ipRulesAsRanges(['8.8.8.8', '9.9.9.0/24', '1.1.1.1/32', LATER])).toEqual(['8.8.8.8/32', '9.9.9.0/24', '1.1.1.1/32', LATER]);
  });

  test('are single addresses where storage takes no range', () => {
    expect(ipRulesAsAddresses(['8.8.8.8', '9.9.9.0/24', '1.1.1.1/32', '1.1.1.2/31', '1.1.1.4/30', LATER])).toEqual(['8.8.8.8', '9.9.9.0/24', '1.1.1.1', '1.1.1.2', '1.1.1.3', '1.1.1.4/30', LATER]);
  });
});
