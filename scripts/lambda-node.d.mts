export function lambdaNodePath(): string | null;
export function installLambdaNode(): void;
