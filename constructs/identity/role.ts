/** A role that can be granted: a built-in one of Azure, or one of the landscape's own. */
export interface IRole {
  /** The display name, for messages and descriptions. */
  readonly name: string;
  /** The id of the role definition. */
  readonly guid: string;
  /** The name as an identifier, for construct ids. */
  readonly constructId: string;

  /** The id of the role as a subscription knows it: what assignments refer to. */
  definitionId(subscriptionId: string): string;
}
