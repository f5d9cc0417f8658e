import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { Workitem } from '../../.gen/providers/azuredevops/workitem';
import { AzureConstruct } from '../core/azure-construct';
import { Problems } from '../core/errors';
import type { IDevOpsProject } from './devops-project';
import { backlogTypes } from './process-template';

/** A work item of the lowest level: a user story, in the terms of Agile. */
export interface BacklogStory {
  readonly title: string;
  /** What is done when it is done. */
  readonly description: string;
}

/** A work item of the middle level, with what it consists of. */
export interface BacklogFeature extends BacklogStory {
  /** @default - none */
  readonly stories?: readonly BacklogStory[];
}

/** A work item of the highest level, with what it consists of. */
export interface BacklogEpic extends BacklogStory {
  /** @default - none */
  readonly features?: readonly BacklogFeature[];
}

export interface BacklogProps {
  readonly project: IDevOpsProject;
  /** The work, by a name that stays when its title changes. */
  readonly epics: Readonly<Record<string, BacklogEpic>>;
  /** The area of the team that has the backlog. @default - that of the project */
  readonly areaPath?: string;
  /** Tags of each item. @default - none */
  readonly tags?: readonly string[];
}

const MAX_TITLE_LENGTH = 255;

/**
 * The work that a project starts with: epics, features and stories. Once an item is there it is the team's: whatever they change in it stays.
 * An item that they remove for good comes back with the next deployment; close it instead.
 *
 * @see https://learn.microsoft.com/azure/devops/boards/backlogs/define-features-epics
 */
export class Backlog extends AzureConstruct {
  private readonly projectId: string;
  private readonly areaPath: string | undefined;
  private readonly tags: readonly string[];

  /** @throws ValidationError `BacklogEmpty`, `BacklogTitleInvalid`, `BacklogTitleTwice` */
  constructor(scope: Construct, id: string, props: BacklogProps) {
    super(scope, id);
    const problems = new Problems(this);
    problems.require(Object.keys(props.epics).length > 0, { code: 'BacklogEmpty', prop: 'epics', rule: 'are none', got: {}, expected: 'at least one epic', fix: 'add one, or leave the backlog out' });
    checkTitles(problems, Object.values(props.epics), 'epics');
    problems.throwIfAny();
    this.projectId = props.project.projectId;
    this.areaPath = props.areaPath;
    this.tags = props.tags ?? [];
    const types = backlogTypes(props.project.processTemplate);
    for (const [name, { features = [], ...epic }] of Object.entries(props.epics)) {
      const epicItem = this.add(name, types.epic, epic);
      features.forEach(({ stories = [], ...feature }, index) => {
        const featureItem = this.add(`${name}-${index + 1}`, types.feature, feature, epicItem);
        stories.forEach((story, position) => this.add(`${name}-${index + 1}-${position + 1}`, types.story, story, featureItem));
      });
    }
  }

  private add(id: string, type: string, { title, description }: BacklogStory, parent?: Workitem): Workitem {
    return new Workitem(this, id, {
      projectId: this.projectId,
      type,
      title,
      description,
      areaPath: this.areaPath,
      tags: this.tags.length > 0 ? [...this.tags] : undefined,
      parentId: parent && Token.asNumber(parent.id),
      // From now on it is the team's.
      lifecycle: { ignoreChanges: ['title', 'description', 'state', 'tags', 'area_path', 'iteration_path', 'parent_id'] },
    });
  }
}

function checkTitles(problems: Problems, items: readonly BacklogEpic[], prop: string): void {
  const titles = items.map(({ title }) => title.trim().toLowerCase());
  items.forEach(({ title, features = [] }, index) => {
    const at = `${prop}[${index}]`;
    problems.require(title.trim().length > 0 && title.length <= MAX_TITLE_LENGTH, { code: 'BacklogTitleInvalid', prop: `${at}.title`, rule: 'is no title', got: title, expected: `1 to ${MAX_TITLE_LENGTH} characters`, fix: 'shorten it, or write one' });
    problems.require(titles.indexOf(title.trim().toLowerCase()) === index, { code: 'BacklogTitleTwice', prop: `${at}.title`, rule: 'is there already', got: title, expected: 'titles that are different', fix: 'rename one of them' });
    checkTitles(problems, features.map(({ stories, ...feature }) => ({ ...feature, features: stories })), `${at}.features`);
  });
}
