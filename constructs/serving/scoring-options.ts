/** What one scoring pod asks for, and may have at most. */
export interface ScoringResources {
  /** Thousandths of processors that are kept for it. */
  readonly cpuMillicores: number;
  /** Thousandths of processors that it has at most. */
  readonly cpuLimitMillicores: number;
  /** Memory that is kept for it, in mebibytes. */
  readonly memoryMib: number;
  /** Memory at which it is stopped, in mebibytes. */
  readonly memoryLimitMib: number;
  /** Whole GPUs; for GPU pools only. @default - none */
  readonly gpus?: number;
}

/** How Kubernetes asks a pod how it is, over HTTP. */
export interface ServiceProbe {
  /** @default - `/healthz` for startup and liveness, `/readyz` for readiness */
  readonly path?: string;
  /** One of the ports of the service. @default - the port that scores */
  readonly port?: number;
  /** @default 10 */
  readonly periodSeconds?: number;
  /** Less than the period. @default 2 */
  readonly timeoutSeconds?: number;
  /** How often it must fail in a row. @default - 3; for startup as often as the model takes to load, and half as often again */
  readonly failureThreshold?: number;
}

/** The three questions that Kubernetes asks. */
export interface ServiceProbes {
  /** Whether the model is loaded; until then the others are not asked. @default - as ServiceProbe has it */
  readonly startup?: ServiceProbe;
  /** Whether it takes requests now. @default - as ServiceProbe has it */
  readonly readiness?: ServiceProbe;
  /** Whether it must be started again. @default - as ServiceProbe has it */
  readonly liveness?: ServiceProbe;
}

/** A metric of the pods that the number of replicas follows; the cluster needs an adapter for custom metrics. */
export interface PodsMetric {
  /** As the adapter names it, for example `scoring_requests_per_second`. */
  readonly name: string;
  /** What each pod should have of it, on average. */
  readonly averageValue: number;
}

/** How the number of pods follows the load. */
export interface ReplicaScaling {
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** Percent of the requested processors, on average. @default 70 */
  readonly cpuPercent?: number;
  /** @default - processors alone */
  readonly podsMetrics?: readonly PodsMetric[];
  /** How long the load must be low before pods go. @default 300 */
  readonly scaleDownDelaySeconds?: number;
}

/** What the model is called that the image serves or loads. */
export interface ServedModel {
  readonly name: string;
  readonly version: string;
}
