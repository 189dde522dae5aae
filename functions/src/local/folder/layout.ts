import { networkFormat } from '../../places/network/snapshot-codec.ts';

/** The one table of a local system, and the folder under the data folder that holds it. */
export const tableName = 'jindian-local';
export const tableFolder = 'table';
export const picturesFolder = 'pictures';
/** What was made to download, for a day. */
export const filesFolder = 'files';

/** To be raised whenever what is stored changes its shape: a folder of an earlier shape is refused, not misread. */
const demoVersion = 23;
/** A folder that was filled with another demo, or with a network in another form, is of no use to this version. */
export const seedVersion = `${demoVersion}-${networkFormat}`;

/** What a live folder holds, a business and no demo: raised only together with a way from the version before. */
const liveVersion = 1;
export const liveFolderVersion = `live-${liveVersion}-${networkFormat}`;
