const directive = /^\s*eslint-disable/;

/**
 * A rule that is switched off says why, behind ` -- `.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const reason = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { missing: 'Say why the rule is off: `eslint-disable-next-line RULE -- because …`.' },
  },
  create: (context) => ({
    Program() {
      for (const comment of context.sourceCode.getAllComments()) {
        if (!directive.test(comment.value) || / -- \S/.test(comment.value) || !comment.loc) continue;
        context.report({ loc: comment.loc, messageId: 'missing' });
      }
    },
  }),
};
