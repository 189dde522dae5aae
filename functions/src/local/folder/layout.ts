import { networkFormat } from '../../places/network/snapshot-codec.ts';

/** The one table of a local system, and the folder under the data folder that holds it. */
export const tableName = 'jindian-local';
export const tableFolder = 'table';

const demoVersion = 1;
/** A folder that was filled with another demo, or with a network in another form, is of no use to this version. */
export const seedVersion = `${demoVersion}-${networkFormat}`;
