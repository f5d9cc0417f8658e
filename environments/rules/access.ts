import { isPrivate, rangeOf } from './address-range';
import { rule } from './rule';

/** Wider than any one organization needs. */
const MIN_PREFIX_LENGTH = 8;

/** Public access is explained in production, and never open to everybody. */
export const accessRule = rule(['stage', 'access'], ({ stage, access }, report) => {
  const { publicNetworkAccessEnabled, allowedIpRanges, reason } = access;
  if (publicNetworkAccessEnabled && stage === 'production' && reason === undefined) {
    report({ code: 'ProductionPublicWithoutReason', prop: 'access.publicNetworkAccessEnabled', rule: 'is on in production without a reason', got: true, expected: 'false', fix: "turn it off, or say why in 'access.reason'" });
  }
  if (publicNetworkAccessEnabled && allowedIpRanges.length === 0) {
    report({ code: 'PublicAccessOpenToAll', prop: 'access.allowedIpRanges', rule: 'is required with public network access', got: [], expected: 'at least one range', fix: 'list the public ranges of your offices or VPN' });
  }
  if (!publicNetworkAccessEnabled && allowedIpRanges.length > 0) {
    report({ code: 'IpRangesWithoutPublicAccess', prop: 'access.allowedIpRanges', rule: 'has no effect without public network access', got: allowedIpRanges, expected: '[]', fix: "empty it, or turn 'access.publicNetworkAccessEnabled' on" });
  }
  allowedIpRanges.forEach((text, index) => {
    const range = rangeOf(text);
    const prop = `access.allowedIpRanges[${index}]`;
    if (range && isPrivate(range)) report({ code: 'IpRangePrivate', prop, rule: 'is private, and never seen by Azure from the internet', got: text, expected: 'a public range', fix: 'write the address that your network has on the internet' });
    if (range && range.prefixLength < MIN_PREFIX_LENGTH) report({ code: 'IpRangeTooWide', prop, rule: 'lets in too many', got: text, expected: `a prefix length of at least ${MIN_PREFIX_LENGTH}`, fix: 'list the ranges that are yours' });
  });
});
