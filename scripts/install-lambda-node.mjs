// A step of `npm test` beside the checks and builds: it waits for a download, and they do not.
import { installLambdaNode } from './lambda-node.mjs';

installLambdaNode();
