import type { ControlPlane } from './control-plane';

interface Pod {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly deletionTimestamp?: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec: { readonly nodeName?: string };
  readonly status: { readonly phase?: string };
}

/** Says of every pod that it runs, and of validations how they ended: there are no nodes, and no images to run. */
export class PretendedKubelet {
  /** Whether validations pass. */
  validationsPass = true;

  private timer: NodeJS.Timeout | undefined;
  private busy = false;

  constructor(private readonly cluster: ControlPlane) {}

  async start(): Promise<void> {
    await this.cluster.call('POST', '/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'pretended' } });
    this.timer = setInterval(() => {
      if (this.busy) return;
      this.busy = true;
      this.look().catch(() => undefined).finally(() => { this.busy = false; });
    }, 300);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    const { items } = (await this.cluster.call('GET', '/api/v1/pods')).body as { readonly items: readonly Pod[] };
    for (const pod of items) await this.answer(pod);
  }

  private async answer({ metadata, spec, status }: Pod): Promise<void> {
    const path = `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`;
    if (metadata.deletionTimestamp !== undefined) {
      await this.cluster.call('DELETE', path, { gracePeriodSeconds: 0 });
      return;
    }
    if (status.phase !== 'Pending') return;
    if (spec.nodeName === undefined) await this.cluster.call('POST', `${path}/binding`, { apiVersion: 'v1', kind: 'Binding', metadata: { name: metadata.name }, target: { kind: 'Node', name: 'pretended' } });
    const now = new Date().toISOString();
    const container = { name: 'scoring', image: 'pretended', imageID: 'pretended', restartCount: 0 };
    const validation = metadata.labels?.['app.kubernetes.io/component'] === 'validation';
    const running = { phase: 'Running', conditions: ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map((type) => ({ type, status: 'True', lastTransitionTime: now })), containerStatuses: [{ ...container, ready: true, state: { running: { startedAt: now } } }] };
    const ended = { phase: this.validationsPass ? 'Succeeded' : 'Failed', containerStatuses: [{ ...container, ready: false, state: { terminated: { exitCode: this.validationsPass ? 0 : 1, startedAt: now, finishedAt: now } } }] };
    await this.cluster.call('PATCH', `${path}/status`, { status: validation ? ended : running }, 'application/merge-patch+json');
  }
}
