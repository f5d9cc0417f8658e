import type { IAzureResource } from '../core/azure-resource';
import type { OutboundRuleSet, OutboundServiceTag } from './outbound-rule';

/**
 * Ready sets of outbound rules for a managed network that lets out only what is approved.
 *
 * What Azure Machine Learning itself needs (its service tags, and private endpoints to the workspace's own storage,
 * vault and registry) is in every managed network from the start and not repeated here.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/how-to-managed-network#scenario-access-public-machine-learning-packages
 */
export class OutboundRuleSets {
  /** What a landscape starts with: Python and conda packages, images of Docker Hub, and what batch jobs need of storage. */
  static defaults(workspaceStorage: IAzureResource): OutboundRuleSet[] {
    return [OutboundRuleSets.python(), OutboundRuleSets.conda(), OutboundRuleSets.dockerHub(), OutboundRuleSets.batch(workspaceStorage)];
  }

  /** Packages of the Python package index. */
  static python(): OutboundRuleSet {
    return hosts({ 'pypi': 'pypi.org', 'pypi-files': '*.pythonhosted.org' });
  }

  /** Packages of Anaconda and conda-forge. */
  static conda(): OutboundRuleSet {
    return hosts({ 'anaconda': 'anaconda.com', 'anaconda-packages': '*.anaconda.com', 'anaconda-channels': '*.anaconda.org' });
  }

  /** Images of Docker Hub. */
  static dockerHub(): OutboundRuleSet {
    return hosts({ 'docker-io': 'docker.io', 'docker-io-all': '*.docker.io', 'docker-com': '*.docker.com', 'docker-cdn': 'production.cloudflare.docker.com' });
  }

  /** Packages of PyTorch. */
  static pyTorch(): OutboundRuleSet {
    return hosts({ 'pytorch': 'pytorch.org', 'pytorch-all': '*.pytorch.org' });
  }

  /** Models and data sets of Hugging Face; images come from Docker Hub. */
  static huggingFace(): OutboundRuleSet {
    return hosts({ 'huggingface': 'huggingface.co', 'huggingface-lfs': 'cdn-lfs.huggingface.co' });
  }

  /** Visual Studio Code on compute instances, but for the extensions that it keeps in storage. */
  static visualStudioCode(): OutboundRuleSet {
    return hosts({
      'vscode': '*.vscode.dev',
      'vscode-gallery': '*.gallerycdn.vsassets.io',
      'vscode-github': 'raw.githubusercontent.com',
      'vscode-unpkg': '*.vscode-unpkg.net',
      'vscode-cdn': '*.vscode-cdn.net',
      'vscode-code': 'code.visualstudio.com',
      'vscode-update': 'update.code.visualstudio.com',
      'vscode-marketplace': 'marketplace.visualstudio.com',
      'vscode-download': 'vscode.download.prss.microsoft.com',
    });
  }

  /** Private endpoints to the queues and tables of the workspace's storage: batch endpoints and parallel jobs use them. */
  static batch(workspaceStorage: IAzureResource): OutboundRuleSet {
    return { privateEndpoints: { 'storage-queue': { target: workspaceStorage, group: 'queue' }, 'storage-table': { target: workspaceStorage, group: 'table' } } };
  }

  /** Services of Azure at their public addresses, by HTTPS. */
  static azureServices(...serviceTags: readonly OutboundServiceTag[]): OutboundRuleSet {
    return { serviceTags: Object.fromEntries(serviceTags.map((serviceTag) => [`azure-${serviceTag.replace(/\W/g, '-')}`.slice(0, 33), { serviceTag }])) };
  }
}

function hosts(fqdns: Readonly<Record<string, string>>): OutboundRuleSet {
  return { fqdns: Object.fromEntries(Object.entries(fqdns).map(([name, fqdn]) => [name, { fqdn }])) };
}
