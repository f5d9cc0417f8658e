/** Optional props of exported interfaces say what happens without them: `@default`, or `@deprecated`. */
export default {
  meta: { type: 'problem', schema: [], messages: { missing: "Optional prop '{{name}}' has no @default in its comment" } },
  create(context) {
    const { sourceCode } = context;
    const exported = (node) => node.parent?.parent?.type === 'TSInterfaceDeclaration' && node.parent.parent.parent?.type === 'ExportNamedDeclaration';
    return {
      TSPropertySignature(node) {
        if (!node.optional || !exported(node)) return;
        const comment = sourceCode.getCommentsBefore(node).at(-1)?.value ?? '';
        if (!/@default|@deprecated/.test(comment)) context.report({ node, messageId: 'missing', data: { name: sourceCode.getText(node.key) } });
      },
    };
  },
};
