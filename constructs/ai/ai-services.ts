import { CognitiveAccount } from '@cdktf/provider-azurerm/lib/cognitive-account';
import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import type { IPrivateLinkResource, PrivateLinkResourceOptions } from '../core/azure-resource';
import { PrivateLinkResource } from '../core/azure-resource';
import { cloudEndpoints } from '../core/cloud';
import { Problems } from '../core/errors';
import { cloudOf } from '../core/landscape-context';
import { parseResourceId } from '../core/resource-id';
import type { IResourceGroup } from '../governance/resource-group';
import { BuiltInRole } from '../identity/built-in-role';
import type { IManagedIdentity } from '../identity/managed-identity';
import type { IGrantable, RoleAssignment } from '../identity/role-assignment';
import { SystemAssignedIdentity } from '../ml/system-assigned-identity';
import type { PrivateLinkGroup } from '../network/private-link';
import type { CustomerManagedKey } from '../security/customer-managed-key';
import { checkCustomerManagedKey, grantCustomerManagedKey } from '../security/customer-managed-key';
import type { SubnetNetworkOptions } from '../security/network-access';
import { checkNetworkAccess, ipRulesAsRanges, NetworkDefaultAction } from '../security/network-access';

/** Azure's limit of IP rules on one account. */
const MAX_IP_RULES = 100;

/** Azure's limit of hosts that an account is confined to. */
const MAX_OUTBOUND_HOSTS = 1000;

const ROLES = {
  use: BuiltInRole.of('Cognitive Services User', 'a97b65f3-24c7-4388-baec-2e87135dc908'),
  useModels: BuiltInRole.of('Cognitive Services OpenAI User', '5e0bd9bd-7b93-4f28-af87-19fc36ad61bd'),
  contribute: BuiltInRole.of('Cognitive Services Contributor', '25fbc0a9-bd7c-42a3-aa1a-3b75d497ee68'),
};

export interface AiServicesProps extends PrivateLinkResourceOptions, SubnetNetworkOptions {
  readonly resourceGroup: IResourceGroup;
  /** @default - by the naming convention, with `purpose` */
  readonly name?: string;
  /** Tells accounts apart in generated names. @default - none */
  readonly purpose?: string;
  /** The first part of the host name, unique across Azure; fixed once the account exists. Entra and private endpoints need it. @default - the name, in lower case */
  readonly customSubdomainName?: string;
  /** Whether keys let in, beside Entra. @default false */
  readonly localAuthEnabled?: boolean;
  /** The user-assigned identity that the account acts as. @default - the account's own */
  readonly identity?: IManagedIdentity;
  /** The only hosts that the account itself fetches data from, for example images by their URL. @default - any host */
  readonly outboundHosts?: readonly string[];
  /** @default - keys of Microsoft's */
  readonly customerManagedKey?: CustomerManagedKey;
  /** @default - `deletionProtectionEnabled` of the stack */
  readonly deletionProtectionEnabled?: boolean;
}

/** What existing AI services are known by. */
export interface AiServicesAttributes {
  /** The Azure resource id. */
  readonly resourceId: string;
  readonly customSubdomainName: string;
  /** Azure region. */
  readonly location: string;
  /** Whether keys let in, beside Entra. @default false */
  readonly localAuthEnabled?: boolean;
}

/** AI services, owned or existing. */
export interface IAiServices extends IPrivateLinkResource {
  /** Azure region. */
  readonly location: string;
  /** The URL that clients call. */
  readonly endpoint: string;
  /** Whether keys let in, beside Entra. */
  readonly localAuthEnabled: boolean;

  /** Lets the grantee call all services. */
  grantUse(grantee: IGrantable): RoleAssignment;
  /** Lets the grantee call the models of OpenAI, and nothing else. */
  grantModelUse(grantee: IGrantable): RoleAssignment;
  /** Lets the grantee deploy models and set up the services. */
  grantContribute(grantee: IGrantable): RoleAssignment;
}

abstract class AiServicesBase extends PrivateLinkResource implements IAiServices {
  abstract readonly location: string;
  abstract readonly endpoint: string;
  abstract readonly localAuthEnabled: boolean;
  protected readonly privateLinkGroups: readonly PrivateLinkGroup[] = ['account'];

  grantUse(grantee: IGrantable): RoleAssignment {
    return this.grant(ROLES.use, grantee);
  }

  grantModelUse(grantee: IGrantable): RoleAssignment {
    return this.grant(ROLES.useModels, grantee);
  }

  grantContribute(grantee: IGrantable): RoleAssignment {
    return this.grant(ROLES.contribute, grantee);
  }
}

/**
 * The AI services of Azure (language, vision, speech, models of OpenAI) under one host name, private and without keys.
 *
 * @see https://learn.microsoft.com/azure/ai-services/multi-service-resource
 */
export class AiServices extends AiServicesBase {
  /** Existing AI services. */
  static fromAttributes(scope: Construct, id: string, attributes: AiServicesAttributes): IAiServices {
    return new ImportedAiServices(scope, id, attributes);
  }

  readonly resourceId: string;
  readonly resourceName: string;
  readonly location: string;
  readonly endpoint: string;
  readonly localAuthEnabled: boolean;
  readonly identity: IGrantable;
  protected readonly resourceGroupName: string;
  protected readonly privateLinkName: string;

  /** @throws ValidationError `AiSubdomainInvalid`, `AiOutboundHostsInvalid`, and those of name, network and key */
  constructor(scope: Construct, id: string, props: AiServicesProps) {
    super(scope, id);
    const { customerManagedKey: key, outboundHosts } = props;
    const problems = new Problems(this);
    const name = this.nameOf(problems, 'aiServices', props.name, props.purpose);
    const subdomain = props.customSubdomainName ?? name.toLowerCase();
    checkSubdomain(problems, subdomain, props.customSubdomainName === undefined);
    checkNetworkAccess(problems, props, MAX_IP_RULES);
    if (outboundHosts) checkOutboundHosts(problems, outboundHosts);
    if (key) checkCustomerManagedKey(problems, key);
    problems.throwIfAny();
    const grants = key ? grantCustomerManagedKey(this, key) : [];
    const identities = [...new Set([props.identity, key?.identity].flatMap((identity) => (identity ? [identity.resourceId] : [])))];
    const systemAssigned = props.identity === undefined;
    this.localAuthEnabled = props.localAuthEnabled ?? false;
    const resource = new CognitiveAccount(this, 'Resource', {
      name,
      resourceGroupName: props.resourceGroup.resourceName,
      location: props.resourceGroup.location,
      kind: 'AIServices',
      skuName: 'S0',
      customSubdomainName: subdomain,
      localAuthEnabled: this.localAuthEnabled,
      publicNetworkAccessEnabled: props.publicNetworkAccessEnabled ?? false,
      networkAcls: {
        bypass: (props.trustedServicesEnabled ?? true) ? 'AzureServices' : 'None',
        defaultAction: props.networkDefaultAction ?? NetworkDefaultAction.DENY,
        ipRules: props.ipRules && ipRulesAsRanges(props.ipRules),
        virtualNetworkRules: props.allowedSubnets?.map((subnet) => ({ subnetId: subnet.resourceId })),
      },
      outboundNetworkAccessRestricted: outboundHosts !== undefined,
      fqdns: outboundHosts && [...outboundHosts],
      identity: { type: [...(systemAssigned ? ['SystemAssigned'] : []), ...(identities.length > 0 ? ['UserAssigned'] : [])].join(', '), identityIds: identities.length > 0 ? identities : undefined },
      customerManagedKey: key && { keyVaultKeyId: key.key.keyId, identityClientId: key.identity.clientId },
      dependsOn: grants.length > 0 ? grants : undefined,
      lifecycle: this.protectedLifecycle(props.deletionProtectionEnabled),
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.location = props.resourceGroup.location;
    this.endpoint = resource.endpoint;
    this.identity = props.identity ?? new SystemAssignedIdentity(this, 'SystemAssignedIdentity', resource.identity.principalId);
    this.resourceGroupName = props.resourceGroup.resourceName;
    this.privateLinkName = props.purpose ? `ais-${props.purpose}` : 'ais';
    this.addFeatures(props);
  }
}

function checkSubdomain(problems: Problems, subdomain: string, generated: boolean): void {
  if (Token.isUnresolved(subdomain)) return;
  const valid = /^[a-z0-9][a-z0-9-]{0,62}[a-z0-9]$/.test(subdomain);
  problems.require(valid || generated, { code: 'AiSubdomainInvalid', prop: 'customSubdomainName', rule: "can't be part of a host name", got: subdomain, expected: '2 to 64 lower-case letters, digits and hyphens, no hyphen first or last', fix: 'write the first part of the host name, without the domain' });
}

function checkOutboundHosts(problems: Problems, hosts: readonly string[]): void {
  problems.require(hosts.length <= MAX_OUTBOUND_HOSTS, { code: 'AiOutboundHostsLimit', prop: 'outboundHosts', rule: 'are too many', got: `${hosts.length} hosts`, expected: `at most ${MAX_OUTBOUND_HOSTS}`, fix: 'leave some out' });
  hosts.forEach((host, index) => {
    const valid = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/i.test(host);
    problems.require(Token.isUnresolved(host) || valid, { code: 'AiOutboundHostsInvalid', prop: `outboundHosts[${index}]`, rule: 'is not the name of a host', got: host, expected: 'a full host name like images.contoso.com', fix: 'leave out scheme, path and wildcards' });
  });
}

class ImportedAiServices extends AiServicesBase {
  readonly resourceId: string;
  readonly resourceName: string;
  readonly location: string;
  readonly endpoint: string;
  readonly localAuthEnabled: boolean;
  protected readonly resourceGroupName: string;
  protected readonly privateLinkName: string;

  constructor(scope: Construct, id: string, attributes: AiServicesAttributes) {
    super(scope, id);
    const { name, resourceGroupName } = parseResourceId(this, 'resourceId', attributes.resourceId, 'Microsoft.CognitiveServices/accounts');
    const problems = new Problems(this);
    checkSubdomain(problems, attributes.customSubdomainName, false);
    problems.throwIfAny();
    this.resourceId = attributes.resourceId;
    this.resourceName = name;
    this.location = attributes.location;
    this.endpoint = `https://${attributes.customSubdomainName}.${cloudEndpoints(cloudOf(this)).aiServices}/`;
    this.localAuthEnabled = attributes.localAuthEnabled ?? false;
    this.resourceGroupName = resourceGroupName;
    this.privateLinkName = name;
  }
}
