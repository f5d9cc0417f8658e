import type { Hub } from '../../../constructs/ml/hub';

export declare const hub: Hub;
