import jsdoc from 'eslint-plugin-jsdoc';
import tseslint from 'typescript-eslint';
import defaultTag from './tools/eslint/default-tag.mjs';

const useProblems = { selector: "ThrowStatement > NewExpression[callee.name='Error']", message: 'Wrong input is reported through Problems, fail() or UserError: with a code and what to do.' };
const noOutputs = { selector: "NewExpression[callee.name='TerraformOutput']", message: 'Stacks own outputs: a fixed output id in a construct collides silently.' };
const weakAssertions = {
  selector: 'CallExpression[callee.property.name=/^(toBeDefined|toBeTruthy|toBeFalsy|toBeInstanceOf|toMatchSnapshot)$/]',
  message: 'Assert on the synthesised value itself.',
};
const bareThrow = { selector: "CallExpression[callee.property.name='toThrow'][arguments.length=0]", message: 'Say which error is expected.' };

export default tseslint.config(
  { ignores: ['node_modules/', '.gen/', 'cdktf.out/', 'coverage/', 'mlops/'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
      'max-lines': ['error', 400],
    },
  },
  {
    files: ['constructs/**/*.ts', 'stacks/**/*.ts', 'environments/**/*.ts', 'pipelines/**/*.ts', 'diagram/**/*.ts', 'review/**/*.ts', 'examples/**/*.ts'],
    plugins: { jsdoc, local: { rules: { 'default-tag': defaultTag } } },
    rules: {
      'local/default-tag': 'error',
      'jsdoc/require-jsdoc': ['error', { publicOnly: true, require: { ClassDeclaration: true, FunctionDeclaration: true } }],
      'no-restricted-syntax': ['error', useProblems, noOutputs],
    },
  },
  { files: ['stacks/**/*.ts', 'examples/**/*.ts'], rules: { 'no-restricted-syntax': ['error', useProblems] } },
  { files: ['test/**/*.ts'], rules: { 'max-lines': ['error', 600], 'no-restricted-syntax': ['error', weakAssertions, bareThrow] } },
  { files: ['**/*.js', '**/*.mjs', '**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
);
