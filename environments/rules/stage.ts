import { rule } from './rule';

const PRODUCTION_NAME = /^(prod|prd|live)\d?$/;

/** A production environment by its name is one by its stage: the strict rules go by the stage. */
export const stageRule = rule(['name', 'stage'], ({ name, stage }, report) => {
  if (PRODUCTION_NAME.test(name) && stage !== 'production') {
    report({ code: 'StageNameMismatch', prop: 'stage', rule: `doesn't go with the name "${name}"`, got: stage, expected: '"production"', fix: 'set the stage to "production", or rename the environment' });
  }
});
