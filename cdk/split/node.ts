import { lambdaNodePath } from '../../scripts/lambda-node.mjs';

/** The major version of Node that Lambda runs the functions with (`cdk/lib/jindian-function.ts`). */
export const lambdaNodeMajor = 24;

/**
 * The Node for the functions: what `JINDIAN_LAMBDA_NODE` names, the one of Lambda's version if it was installed
 * (`cdk/lambda-node`), or the one that runs.
 */
export function lambdaNode(): { path: string; says: string } {
  const given = process.env.JINDIAN_LAMBDA_NODE;
  if (given) return { path: given, says: `Node of JINDIAN_LAMBDA_NODE: ${given}` };
  const installed = lambdaNodePath();
  if (installed) return { path: installed, says: `Node ${lambdaNodeMajor}, as on Lambda` };
  return {
    path: process.execPath,
    says: `Node ${process.versions.node}, which runs already: there is no Node ${lambdaNodeMajor} for this machine, as Lambda has; JINDIAN_LAMBDA_NODE may name one`,
  };
}
