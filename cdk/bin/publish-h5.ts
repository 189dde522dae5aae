/** npm run publish:h5 -- --bucket <AppBucket, as the deployment prints it>, with the region and keys of the AWS SDK. */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { S3Client } from '@aws-sdk/client-s3';
import { publishApp } from '../lib/publish.ts';

const { values } = parseArgs({ options: { bucket: { type: 'string' } } });
if (!values.bucket) {
  console.error('Into which bucket? npm run publish:h5 -- --bucket <AppBucket>');
  process.exit(2);
}
const folder = fileURLToPath(new URL('../../miniprogram/dist/h5', import.meta.url));
const names = await publishApp(new S3Client({}), { folder, bucket: values.bucket });
console.log(`${names.length} files are in ${values.bucket}.`);
