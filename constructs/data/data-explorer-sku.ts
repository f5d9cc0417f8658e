/** What the machines of a Data Explorer cluster are, by the names of Azure's API; all but `DEV` come with a service level. */
export enum DataExplorerSku {
  /** One small machine without a service level, for trying out. */
  DEV = 'Dev(No SLA)_Standard_E2a_v4',
  /** 2 cores. */
  E2ADS_V5 = 'Standard_E2ads_v5',
  /** 4 cores. */
  E4ADS_V5 = 'Standard_E4ads_v5',
  /** 8 cores. */
  E8ADS_V5 = 'Standard_E8ads_v5',
  /** 16 cores. */
  E16ADS_V5 = 'Standard_E16ads_v5',
  /** 8 cores, and much fast disk for hot data. */
  L8AS_V3 = 'Standard_L8as_v3',
  /** 16 cores, and much fast disk for hot data. */
  L16AS_V3 = 'Standard_L16as_v3',
  /** 32 cores, and much fast disk for hot data. */
  L32AS_V3 = 'Standard_L32as_v3',
}
