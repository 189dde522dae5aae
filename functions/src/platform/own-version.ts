import manifest from '../../../package.json' with { type: 'json' };

/** Of the system; clients that are built of the same sources say the same one. */
export const ownVersion: string = manifest.version;
