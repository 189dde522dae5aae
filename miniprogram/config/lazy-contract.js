/**
 * The contract is schemas, made by calls that nobody can tell have no effect: whoever wants one list of reasons from a file
 * had all its schemas, and zod. Here each constant at the top of a file of `shared` that is made by a call becomes one that
 * is dropped when nobody uses it:
 *
 *     const x = z.object({ … });     →     const x = /*#__PURE__*\/ (() => z.object({ … }))();
 *
 * They are values without effects, which is what `shared` may hold; `sideEffects` in its package.json says the same of files.
 */
module.exports = function lazyContract({ types: t }) {
  function calls(path) {
    if (path.isCallExpression() || path.isNewExpression()) return true;
    let found = false;
    path.traverse({
      Function: (inner) => inner.skip(),
      'CallExpression|NewExpression'() {
        found = true;
      },
    });
    return found;
  }
  return {
    name: 'lazy-contract',
    visitor: {
      Program(program) {
        for (const statement of program.get('body')) {
          const declaration = statement.isExportNamedDeclaration() ? statement.get('declaration') : statement;
          if (!declaration.isVariableDeclaration()) continue;
          for (const one of declaration.get('declarations')) {
            const made = one.get('init');
            if (!made.node || made.isFunction() || !calls(made)) continue;
            const call = t.callExpression(t.arrowFunctionExpression([], made.node), []);
            t.addComment(call, 'leading', '#__PURE__');
            made.replaceWith(call);
          }
        }
      },
    },
  };
};
