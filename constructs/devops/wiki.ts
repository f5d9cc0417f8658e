import type { Construct } from 'constructs';
import { Wiki as WikiResource } from '../../.gen/providers/azuredevops/wiki';
import { WikiPage } from '../../.gen/providers/azuredevops/wiki-page';
import { AzureConstruct } from '../core/azure-construct';
import { Problems } from '../core/errors';
import { isSecretText } from '../core/secret-text';
import { claimDevOpsName } from './devops-name';
import type { IDevOpsProject } from './devops-project';

export interface WikiProps {
  readonly project: IDevOpsProject;
  /** Of a project's only wiki; Azure DevOps shows it as `<project>.wiki` in addresses. */
  readonly name: string;
  /** Pages in Markdown by their titles. What is changed in the wiki itself is overwritten: say so on the page. */
  readonly pages: Readonly<Record<string, string>>;
}

/**
 * The wiki of a project, with pages that are written from here. Other pages are the team's, and left alone.
 *
 * @see https://learn.microsoft.com/azure/devops/project/wiki/about-readme-wiki
 */
export class Wiki extends AzureConstruct {
  readonly wikiId: string;

  /** @throws ValidationError `WikiTwice`, `WikiPageTitleInvalid`, `WikiPageSecret`, and those of the name */
  constructor(scope: Construct, id: string, { project, name, pages }: WikiProps) {
    super(scope, id);
    const problems = new Problems(this);
    claimDevOpsName(problems, project, 'wiki', name);
    problems.require(project.claimName('wiki', 'the wiki of the project'), { code: 'WikiTwice', prop: 'project', rule: 'has a wiki already', got: project.projectName, expected: 'one wiki for each project', fix: "put all pages into one 'pages'" });
    for (const [title, text] of Object.entries(pages)) {
      problems.require(/^(?![.\s])[^\\/#?*<>|:"]{1,235}$/.test(title) && title.trim() === title, { code: 'WikiPageTitleInvalid', prop: 'pages', rule: 'have what is not the title of a page', got: title, expected: '1 to 235 characters without \\ / # ? * < > | : and "', fix: 'rename it' });
      problems.require(!isSecretText(text), { code: 'WikiPageSecret', prop: `pages.${title}`, rule: 'holds what looks like a secret', expected: 'text that anybody may read', fix: 'say where the secret is instead' });
    }
    problems.throwIfAny();
    const resource = new WikiResource(this, 'Resource', { projectId: project.projectId, name, type: 'projectWiki' });
    this.wikiId = resource.id;
    for (const [title, content] of Object.entries(pages)) new WikiPage(this, `Page-${title}`, { projectId: project.projectId, wikiId: this.wikiId, path: `/${title}`, content });
  }
}
