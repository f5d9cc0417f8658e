import type { Rule } from './rule';
import { audit } from './rv022-audit';
import { cost } from './rv030-cost';
import { crypto } from './rv021-crypto';
import { grantBroadened } from './rv010-grant-broadened';
import { identity } from './rv011-identity';
import { nameClash } from './rv005-name-clash';
import { planHealth } from './rv060-plan-health';
import { protectionLowered } from './rv004-protection-lowered';
import { providers } from './rv050-providers';
import { publicExposure } from './rv020-public-exposure';
import { replaceBlast } from './rv003-replace-blast';
import { scan } from './rv070-scan';
import { secretLiteral } from './rv040-secret-literal';
import { statefulDestroy } from './rv001-stateful-destroy';
import { unmovedRename } from './rv002-unmoved-rename';

/** Every gate of the product, in the order of their ids. */
export const ALL_RULES: readonly Rule[] = [
  statefulDestroy, unmovedRename, replaceBlast, protectionLowered, nameClash, grantBroadened, identity, publicExposure, crypto, audit, cost, secretLiteral, providers, planHealth, scan,
];
