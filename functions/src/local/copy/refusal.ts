/** Why a copy is not made, or not gone on with: a sentence for whoever started it. Nothing was written. */
export class CopyRefusal extends Error {}
