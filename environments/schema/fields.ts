import { z } from 'zod';
import { GUID } from '../../constructs/core/text';
import { nearest } from '../../facts/suggest';
import type { Problem } from '../../constructs/core/errors';
import { AZURE_CLOUDS } from '../../constructs/core/cloud';
import { isKnownRegion, regionsOf } from '../../constructs/core/regions';
import { VmSize } from '../../constructs/ml/vm-size';

// Every schema is used a few times only: compiling it would take longer than it saves.
z.config({ jitless: true });

/** A problem of one value, before it is known where the value is. */
export type ValueProblem = Omit<Problem, 'prop' | 'got'>;

const EMAIL = /^[^\s@"<>]+@[^\s@.]+(\.[^\s@.]+)+$/;
const HOST_NAME = /^(\*\.)?([a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?\.)+[a-zA-Z]{2,}$/;
const RESOURCE_ID = /^\/subscriptions\/[0-9a-fA-F-]{36}\/resourceGroups\/[^/]+(\/providers\/[^/]+(\/[^/]+\/[^/]+)+)?$/i;
const MONTH = /^20\d\d-(0[1-9]|1[0-2])$/;
const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/;
const IPV4 = /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;
const CIDR = /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}\/([12]?\d|3[0-2])$/;

const WRONG_VM_SIZE: ValueProblem = { code: 'VmSizeMalformed', rule: 'is not the name of a VM size', expected: 'a name such as Standard_D4s_v5 or Standard_NC24ads_A100_v4', fix: 'copy it from `az vm list-sizes --location <region>`, with its capitals' };

/** A text that is checked by a function, so that a wrong one gets a message of its own. */
function checkedText(description: string, problemOf: (value: string) => ValueProblem | undefined, jsonSchema: { pattern?: string; enum?: string[] } = {}) {
  return z
    .string()
    .check((context) => {
      const problem = problemOf(context.value);
      if (problem) context.issues.push({ code: 'custom', input: context.value, params: { problem }, continue: true });
    })
    .meta({ description, ...jsonSchema });
}

function patternText(description: string, pattern: RegExp, problem: ValueProblem) {
  return checkedText(description, (value) => (pattern.test(value) ? undefined : problem), { pattern: pattern.source });
}

/** Any text that says something. */
export function text(description: string) {
  return patternText(description, /\S/, { code: 'SettingEmpty', rule: 'is empty', expected: 'a text', fix: 'write it, or leave the setting out where it is optional' });
}

/** A short name that generated names are made of. */
export function shortName(description: string, maxLength: number) {
  const pattern = new RegExp(`^[a-z][a-z0-9]{0,${maxLength - 1}}$`);
  return patternText(description, pattern, { code: 'ShortNameInvalid', rule: "can't be part of resource names", expected: `1 to ${maxLength} lower-case letters and digits, starting with a letter`, fix: 'shorten it, or leave out the other characters' });
}

/** A subscription, tenant, group or user. */
export function guid(description: string) {
  return patternText(description, GUID, { code: 'GuidInvalid', rule: 'is not a GUID', expected: '8-4-4-4-12 hexadecimal digits', fix: 'copy the id from the portal, not the name' });
}

/** Where mails go. */
export function email(description: string) {
  return patternText(description, EMAIL, { code: 'MailAddressInvalid', rule: 'is not an email address', expected: 'name@domain', fix: 'write one address per entry' });
}

/** An IPv4 range; whether it is a good one is asked by rules. */
export function cidr(description: string) {
  return patternText(description, CIDR, { code: 'AddressRangeInvalid', rule: 'is not an IPv4 range', expected: 'CIDR notation, for example 10.10.0.0/20', fix: 'correct the address or add the prefix length' });
}

/** One IPv4 address. */
export function ipAddress(description: string) {
  return patternText(description, IPV4, { code: 'IpAddressInvalid', rule: 'is not an IPv4 address', expected: 'four numbers from 0 to 255, for example 10.0.0.10', fix: 'correct the address, without a prefix length' });
}

/** A host, or all hosts below a domain. */
export function hostName(description: string) {
  return patternText(description, HOST_NAME, { code: 'HostNameInvalid', rule: 'is not a host name', expected: 'a name such as pypi.org or *.pythonhosted.org', fix: 'leave out the protocol, port and path' });
}

/** A VM size by a name that Azure could have; whether the region has it is seen at apply. */
export function vmSize(description: string) {
  return checkedText(description, (value) => (VmSize.tryOf(value) ? undefined : WRONG_VM_SIZE), { pattern: '^Standard_[A-Z]+\\d' });
}

/** A month of a year. */
export function month(description: string) {
  return patternText(description, MONTH, { code: 'MonthInvalid', rule: 'is not a month', expected: 'YYYY-MM, for example 2026-01', fix: 'write year and month only' });
}

/** An organization of Azure DevOps. */
export function organizationUrl(description: string) {
  return patternText(description, /^https:\/\/dev\.azure\.com\/[A-Za-z0-9](?:[A-Za-z0-9-]{0,48}[A-Za-z0-9])?$/, { code: 'OrganizationUrlInvalid', rule: 'is not the address of an organization', expected: 'https://dev.azure.com/ and the name of the organization', fix: 'leave out what follows the name' });
}

/** The digest of a container image; a tag is none. */
export function imageDigest(description: string) {
  return patternText(description, /^sha256:[0-9a-f]{64}$/, { code: 'ReleaseDigestInvalid', rule: 'is not the digest of an image', expected: 'sha256: and 64 hexadecimal digits', fix: 'pass the digest that the push printed; tags can be moved' });
}

/** A time on the clock. */
export function timeOfDay(description: string) {
  return patternText(description, TIME_OF_DAY, { code: 'TimeOfDayInvalid', rule: 'is not a time of day', expected: 'HH:MM from 00:00 to 23:59', fix: 'write two digits for each' });
}

/** The id of an Azure resource of one type, or of any type. */
export function resourceId(description: string, type?: string) {
  const expected = type ? `the full id of a ${type}, starting with /subscriptions/` : 'a full id, starting with /subscriptions/';
  return checkedText(description, (value) => {
    const right = RESOURCE_ID.test(value) && (type === undefined || typeOf(value) === type.toLowerCase());
    return right ? undefined : { code: 'AzureIdInvalid', rule: type ? `is not the id of a ${type}` : 'is not an Azure resource id', expected, fix: 'copy it from "Properties" in the portal or from `az resource show`' };
  }, { pattern: '^/[sS]ubscriptions/' });
}

function typeOf(id: string): string {
  const parts = id.toLowerCase().split('/').slice(5);
  if (parts.length === 0) return 'microsoft.resources/resourcegroups';
  return [parts[1], ...parts.slice(2).filter((_, index) => index % 2 === 0)].join('/');
}

const REGIONS: readonly string[] = AZURE_CLOUDS.flatMap(regionsOf).sort();

/** A region of any cloud; whether it is one of the environment's is asked by a rule. */
export function region(description: string) {
  return checkedText(
    description,
    (value) => {
      if (isKnownRegion(value)) return undefined;
      const near = nearest(value.toLowerCase().replace(/[^a-z0-9]/g, ''), REGIONS);
      return { code: 'LocationUnknown', rule: 'is not a region that the landscape knows', expected: near ? 'a region as Azure names it in its API' : `one of ${REGIONS.join(', ')}`, fix: near ? `did you mean "${near}"?` : 'write it as `az account list-locations` names it' };
    },
    { enum: [...REGIONS] },
  );
}

/** A whole number in a range. */
export function wholeNumber(description: string, minimum: number, maximum: number, why: Pick<ValueProblem, 'code' | 'fix'> & { readonly rule?: string } = { code: 'NumberOutOfRange', fix: 'correct the number' }) {
  return z
    .number()
    .check((context) => {
      if (Number.isInteger(context.value) && context.value >= minimum && context.value <= maximum) return;
      const problem: ValueProblem = { rule: 'is out of range', ...why, expected: `a whole number from ${minimum} to ${maximum}` };
      context.issues.push({ code: 'custom', input: context.value, params: { problem }, continue: true });
    })
    .meta({ type: 'integer', minimum, maximum, description });
}

/** A switch. */
export function flag(description: string) {
  return z.boolean().meta({ description });
}

/** One of a closed set. */
export function oneOf<const T extends readonly [string, ...string[]]>(description: string, values: T) {
  return z.enum(values).meta({ description });
}

/** The cloud of a subscription. */
export function cloud() {
  return oneOf('The cloud that the subscription is in: Azure for everybody, for the US Government, or in China by 21Vianet. Default: public.', ['public', 'usgovernment', 'china']).optional();
}

/** Why an unsafe choice was made; read by whoever reviews the environment. */
export function reason(description: string) {
  const problem: ValueProblem = { code: 'ReasonTooShort', rule: 'says too little', expected: 'at least 15 characters', fix: 'say why, and who agreed' };
  return patternText(description, /^.{15,}$/s, problem);
}
