import { LiveRefusal } from '../live/config.ts';
import { doctor } from './command.ts';

doctor(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error) => {
    console.error(error instanceof LiveRefusal ? error.message : error);
    process.exit(2);
  },
);
