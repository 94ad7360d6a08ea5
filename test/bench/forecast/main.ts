import { measurePeople } from './people.ts';
import { measureWaits } from './waits.ts';

process.stdout.write(`${measurePeople()}\n${measureWaits()}\n`);
